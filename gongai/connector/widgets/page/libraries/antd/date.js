// Dates and ranges of dates of Ant Design.

import { notEmptied } from '../../choices.js';
import { bothEnds, dayOf, dayText, notADayToChoose, readDate, typedDates } from '../../dates.js';
import { all } from '../../events.js';
import { listOf } from '../../text.js';
import { ant, antOff, antProps } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @type {Record<string, string>} */
const FORMATS = { year: 'YYYY', month: 'YYYY-MM', datetime: 'YYYY-MM-DD HH:mm:ss' };
const antPicker = (e) => antProps(e).filter((p) => p && p.generateConfig && 'onChange' in p).at(-1) || null;
const antType = (p) => (!p.picker || p.picker === 'date' ? (p.showTime ? 'datetime' : 'date') : p.picker);
const antFormat = (p) => {
  const own = [].concat(p.format ?? [])[0], format = own && typeof own === 'object' ? own.format : own;
  return typeof format === 'string' ? format : FORMATS[antType(p)] || 'YYYY-MM-DD';
};
const antDay = (p, text) => {
  const d = dayOf(text), g = p.generateConfig;
  let day = g.setDate(g.getNow(), 1);
  day = g.setDate(g.setMonth(g.setYear(day, d.getFullYear()), d.getMonth()), d.getDate());
  return g.setSecond(g.setMinute(g.setHour(day, d.getHours()), d.getMinutes()), d.getSeconds());
};
const antIso = (p, day) => { const g = p.generateConfig; return dayText(new Date(g.getYear(day), g.getMonth(day), g.getDate(day), g.getHour(day), g.getMinute(day), g.getSecond(day)), antType(p)); };
/** @param {Control} c */
const antTyped = (c) => all(c.element, 'input').map((i) => i.value).filter(Boolean).map((t) => readDate(t, antFormat(antPicker(c.element))));
/** @param {Control} c */
const antHeld = (c) => { const p = antPicker(c.element); return p.value === undefined ? antTyped(c) : listOf(p.value).filter(Boolean).map((day) => antIso(p, day)); };
/** @param {Control} c */
const antDates = (c, wanted, ranged) => {
  const p = antPicker(c.element), days = wanted.map((text) => antDay(p, text));
  const iso = (day) => antIso(p, day);
  const outside = (d) => (p.minDate && iso(d) < iso(p.minDate)) || (p.maxDate && iso(d) > iso(p.maxDate));
  const shut = days.findIndex((d) => outside(d) || (p.disabledDate && p.disabledDate(d)));
  if (shut >= 0) notADayToChoose(wanted[shut]);
  if (!wanted.length && p.allowClear === false) notEmptied();
  const words = typedDates(wanted, antFormat(p));
  if (ranged) p.onChange(days.length ? days : null, days.length ? words : ['', '']);
  else p.onChange(days[0] ?? null, words[0] ?? '');
  return true;
};
/** @type {Pick<Driver, 'enabled' | 'typed' | 'eachEnter'>} */
const antDate = { enabled: (c) => !antOff(c), typed: (c, value) => typedDates(value, antFormat(antPicker(c.element))), eachEnter: true };
const range = ant('daterange', '.ant-picker-range', {
  ...antDate,
  accept: (e) => Boolean(antPicker(e)),
  state: (c) => ({ visible: antTyped(c), submitted: antHeld(c) }),
  now: (c, value) => antDates(c, bothEnds(value), true),
});
const single = (kind) => ant(kind, '.ant-picker:not(.ant-picker-range)', {
  ...antDate,
  accept: (e) => { const p = antPicker(e); return Boolean(p) && (antType(p) === 'year') === (kind === 'year'); },
  state: (c) => ({ visible: antTyped(c)[0] ?? '', submitted: antHeld(c)[0] ?? '' }),
  now: (c, value) => antDates(c, listOf(value), false),
});
export const dates = [range, single('date'), single('year')];
