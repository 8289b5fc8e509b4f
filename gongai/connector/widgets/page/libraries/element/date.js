// Dates and ranges of dates of Element UI.

import { bothEnds, dateText, freeDays, localDate, two } from '../../dates.js';
import { all } from '../../events.js';
import { listOf } from '../../text.js';
import { SKIP, eui, hears, vmAt, vmOf } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const PICKER = /^ElDate/;
/** @type {Record<string, number>} */
const SHAPES = { year: 4, month: 7, date: 10, datetime: 19 };
const dateWord = (vm, value) => {
  if (!value) return '';
  const iso = `${dateText(value)} ${two(value.getHours())}:${two(value.getMinutes())}:${two(value.getSeconds())}`;
  return iso.slice(0, SHAPES[vm.type.replace('range', '')] ?? 10);
};
const heldDates = (vm) => { const v = vm.parsedValue; return v ? [].concat(v).map((d) => dateWord(vm, d)) : []; };
/** @param {Control} c */
const inputsOf = (c) => all(c.element, 'input').map((i) => i.value);
/** @param {Control} c */
const setDates = (c, wanted) => {
  const vm = vmOf(c);
  const rules = vm.pickerOptions || {}, values = freeDays(wanted, (d) => rules.disabledDate && rules.disabledDate(d));
  // What opening, choosing and closing the panel does, without drawing the panel.
  vm.valueOnOpen = Array.isArray(vm.value) ? [...vm.value] : vm.value;
  if (hears(vm, 'focus')) vm.$emit('focus', vm);
  const value = vm.type.endsWith('range') ? (values.length ? values : null) : values[0] ?? null;
  vm.emitInput(value);
  vm.emitChange(vm.formatToValue(value));
  vm.userInput = null;
  if (hears(vm, 'blur')) vm.$emit('blur', vm);
  return true;
};
/** @type {Pick<Driver, 'enabled' | 'typed'>} */
const picker = {
  enabled: (c) => !vmOf(c).pickerDisabled && !vmOf(c).readonly,
  // What a person types is in the display format.
  typed: (c, value) => listOf(value).map((text) => {
    const vm = vmOf(c), day = localDate(text);
    return [].concat(vm.formatToString(vm.type.endsWith('range') ? [day, day] : day))[0];
  }),
};
const range = eui('daterange', '.el-range-editor', PICKER, {
  ...picker,
  placeholder: (c) => vmOf(c).startPlaceholder || '',
  state: (c) => ({ visible: inputsOf(c), submitted: heldDates(vmOf(c)) }),
  now: (c, value) => setDates(c, bothEnds(value)),
});
const single = (kind) => eui(kind, '.el-date-editor', PICKER, {
  ...picker,
  accept: (e) => { const vm = vmAt(e, PICKER); return Boolean(vm) && !e.closest(SKIP) && (vm.type === 'year') === (kind === 'year'); },
  state: (c) => ({ visible: c.input.value, submitted: heldDates(vmOf(c))[0] ?? '' }),
  now: (c, value) => setDates(c, listOf(value)),
});
export const dates = [range, single('date'), single('year')];
