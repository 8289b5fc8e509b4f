// Days: between yyyy-MM-dd, a page's own format, and Date.

import { fail, listOf } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

/** @param {unknown} n */
export const two = (n) => String(n).padStart(2, '0');
/** @param {Date} d */
export const dateText = (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
/** @param {unknown} text */
export const isoDate = (text) => {
  const t = String(text ?? '').trim();
  const m = /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)(.*)$/.exec(t) || /^(\d{4})(\d{2})(\d{2})()$/.exec(t);
  if (!m) return t;
  const clock = m[4].replace(/^[日T\s]+/, '').replace(/^00:00(:00)?$/, '');
  return `${m[1]}-${two(m[2])}-${two(m[3])}${clock ? ' ' + clock : ''}`;
};
const isoish = (text) => String(text ?? '').trim().replace(/[./年月]/g, '-').replace(/日/g, '');
/** @param {unknown} iso */
export const localDate = (iso) => {
  const m = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(isoish(iso));
  return m ? new Date(+m[1], +(m[2] || 1) - 1, +(m[3] || 1), +(m[4] || 0), +(m[5] || 0), +(m[6] || 0)) : null;
};

// Dates in a page's own format, with the letters of dayjs (others are translated into these first).
const TOKENS = /YYYY|Y|MM|M|DD|D|HH|H|mm|m|ss|s/g;
/** @param {Date} d @param {string} format */
export const writeDate = (d, format) => {
  /** @type {Record<string, number>} */
  const part = { Y: d.getFullYear(), M: d.getMonth() + 1, D: d.getDate(), H: d.getHours(), m: d.getMinutes(), s: d.getSeconds() };
  return format.replace(TOKENS, (word) => String(part[word[0]]).padStart(word.length, '0'));
};
/** @param {unknown} text @param {string} format */
export const readDate = (text, format) => {
  /** @type {string[]} */
  const names = [];
  const pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(TOKENS, (word) => {
    names.push(word[0]);
    return word === 'YYYY' ? '(\\d{4})' : word.length === 2 ? '(\\d{2})' : '(\\d{1,4})';
  });
  const found = new RegExp(`^${pattern}$`).exec(String(text ?? '').trim());
  if (!found) return String(text ?? '');
  const part = Object.fromEntries(names.map((name, i) => [name, two(found[i + 1])]));
  const day = [part.Y, part.M, part.D].filter(Boolean).join('-');
  return part.H === undefined ? day : isoDate(`${day} ${part.H}:${part.m ?? '00'}:${part.s ?? '00'}`);
};

// A day of the calendar, cut to what the picker is about.
/** @type {Record<string, number>} */
const LENGTH = { year: 4, month: 7, date: 10 };
/** @param {Date} d @param {string} [type] */
export const dayText = (d, type = '') => {
  const whole = isoDate(`${dateText(d)} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`);
  return LENGTH[type] ? whole.slice(0, LENGTH[type]) : whole;
};

/** @param {unknown} text */
export const dayOf = (text) => localDate(text) || fail(`不是日期：${text}`);
/** @param {unknown} text @returns {never} */
export const notADayToChoose = (text) => fail(`日期不可选：${text}`);

// Ordered texts as days; fails at one that the page's own rule shuts out.
/** @param {string[]} texts @param {(d: Date) => unknown} [isShut] */
export const freeDays = (texts, isShut = () => false) => texts.map((text) => {
  const day = dayOf(text);
  return isShut(day) ? notADayToChoose(text) : day;
});

// Both ends of a range, or none.
/** @param {Vendor} value */
export const bothEnds = (value) => {
  const texts = listOf(value);
  return texts.length === 1 ? fail('日期范围需要起止两个日期') : texts;
};

/** @param {Vendor} value @param {string} format */
export const typedDates = (value, format) => listOf(value).map((text) => writeDate(dayOf(text), format));
