// Dates and ranges of dates of Element Plus.

import { bothEnds, dayText, freeDays, isoDate, readDate, typedDates, writeDate } from '../../dates.js';
import { all } from '../../events.js';
import { listOf } from '../../text.js';
import { hears3 } from '../../vue.js';
import { SKIP } from '../element/base.js';
import { ep, epAt, epChecks, epOf, epOff, epPut } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const EP_PICKER = /^Picker$/;
/** @type {Record<string, string>} */
const FORMATS = { year: 'YYYY', month: 'YYYY-MM', date: 'YYYY-MM-DD', datetime: 'YYYY-MM-DD HH:mm:ss' };
const epType = (vm) => vm.props.type.replace('range', '') || 'date';
const epFormat = (vm) => vm.props.format || FORMATS[epType(vm)];
const epDay = (vm, held) => {
  if (held instanceof Date) return dayText(held, epType(vm));
  const format = vm.props.valueFormat;
  if (format === 'X') return dayText(new Date(Number(held) * 1000), epType(vm));
  if (format === 'x' || typeof held === 'number') return dayText(new Date(Number(held)), epType(vm));
  return format ? readDate(held, format) : isoDate(held);
};
const epHeld = (vm) => listOf(vm.props.modelValue).filter((x) => x !== null && x !== '').map((x) => epDay(vm, x));
/** @param {Control} c */
const epDates = (c, wanted) => {
  const vm = epOf(c), format = vm.props.valueFormat, ranged = vm.props.type.endsWith('range');
  const days = freeDays(wanted, (d) => vm.props.disabledDate && vm.props.disabledDate(d));
  const values = days.map((d) => (!format ? d : format === 'x' ? d.getTime() : format === 'X' ? String(d.getTime() / 1000) : writeDate(d, format)));
  if (hears3(vm, 'focus')) vm.emit('focus', new FocusEvent('focus'));
  epPut(vm, ranged ? (values.length ? values : null) : values[0] ?? null);
  epChecks(vm);
  if (hears3(vm, 'blur')) vm.emit('blur', new FocusEvent('blur'));
  return true;
};
/** @type {Pick<Driver, 'enabled' | 'typed'>} */
const epPicker = {
  enabled: (c) => !epOff(c) && !epOf(c).props.readonly,
  typed: (c, value) => typedDates(value, epFormat(epOf(c))),
};
const range = ep('daterange', '.el-range-editor', EP_PICKER, {
  ...epPicker,
  placeholder: (c) => epOf(c).props.startPlaceholder || '',
  state: (c) => ({ visible: all(c.element, 'input').map((i) => i.value).filter(Boolean).map((t) => readDate(t, epFormat(epOf(c)))), submitted: epHeld(epOf(c)) }),
  now: (c, value) => epDates(c, bothEnds(value)),
});
const single = (kind) => ep(kind, '.el-date-editor', EP_PICKER, {
  ...epPicker,
  accept: (e) => { const vm = epAt(e, EP_PICKER); return Boolean(vm) && !e.closest(SKIP) && (vm.props.type === 'year') === (kind === 'year'); },
  state: (c) => ({ visible: readDate(c.input.value, epFormat(epOf(c))), submitted: epHeld(epOf(c))[0] ?? '' }),
  now: (c, value) => epDates(c, listOf(value)),
});
export const dates = [range, single('date'), single('year')];
