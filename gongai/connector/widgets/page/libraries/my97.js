// Date boxes in the manner of My97 DatePicker: a read-only input whose own handler opens a calendar in an iframe.
// Known from its documented markup only. The calendar is not opened: the options it would be opened with are caught,
// the text is put in, and the listeners named in the options are called as the calendar would call them.

import { dayOf, isoDate, localDate, notADayToChoose, readDate, typedDates, writeDate } from '../dates.js';
import { fire, isOff, setNative } from '../events.js';

/** @typedef {import('../types.js').Driver} Driver */
/** @typedef {import('../types.js').Vendor} Vendor */

const MY97 = 'input.Wdate, input[onclick*=WdatePicker], input[onfocus*=WdatePicker]';
const my97Options = (input) => {
  /** @type {Vendor} */
  const page = window, real = page.WdatePicker;
  /** @type {Vendor[]} */
  const caught = [];
  page.WdatePicker = (options) => { caught.push(options || {}); };
  try {
    for (const type of ['focus', 'click']) if (!caught.length && input.getAttribute(`on${type}`)) input[`on${type}`](new Event(type));
  } finally { page.WdatePicker = real; }
  return caught[0] || {};
};
// To read, the words of the handler are enough: nothing of the page is run for it.
const my97Words = (input) => {
  const words = `${input.getAttribute('onfocus') || ''} ${input.getAttribute('onclick') || ''}`;
  const option = (name) => { const found = new RegExp(`${name}\\s*:\\s*['"]([^'"]+)['"]`).exec(words); return found ? found[1] : undefined; };
  return { dateFmt: option('dateFmt'), vel: option('vel') };
};
const my97Format = (options) => (options.dateFmt || 'yyyy-MM-dd').replace(/y/g, 'Y').replace(/d/g, 'D');
const my97Out = (options, d) => {
  const edge = (text) => (/^\d{4}-\d{1,2}-\d{1,2}/.test(String(text || '')) ? localDate(text) : null);
  const first = edge(options.minDate), last = edge(options.maxDate);
  return Boolean((first && d < first) || (last && d > last));
};
/** @param {string} kind @returns {Driver} */
const my97Driver = (kind) => ({
  library: 'my97', kind, css: MY97,
  accept: (e) => /^y+年?$/.test(my97Words(e).dateFmt || '') === (kind === 'year'),
  enabled: (c) => !isOff(c.input),
  state: (c) => {
    const options = my97Words(c.input);
    /** @type {Vendor} */
    const real = options.vel && document.getElementById(options.vel);
    const shown = readDate(c.input.value, my97Format(options));
    return { visible: shown, submitted: real ? isoDate(real.value) : shown };
  },
  typed: (c, value) => typedDates(value, my97Format(my97Words(c.input))),
  now: (c, value) => {
    const options = my97Options(c.input), d = value === '' ? null : dayOf(value);
    if (d && my97Out(options, d)) notADayToChoose(value);
    const text = d ? writeDate(d, my97Format(options)) : '', before = c.input.value;
    const part = d ? { y: d.getFullYear(), M: d.getMonth() + 1, d: d.getDate(), H: d.getHours(), m: d.getMinutes(), s: d.getSeconds() } : {};
    const event = { el: c.input, $: (id) => document.getElementById(id), cal: { getNewDateStr: () => text, getDateStr: () => before, newdate: part, date: part } };
    setNative(c.input, text);
    /** @type {Vendor} */
    const real = options.vel && document.getElementById(options.vel);
    if (real) real.value = d ? writeDate(d, (options.realDateFmt || 'yyyy-MM-dd').replace(/y/g, 'Y').replace(/d/g, 'D')) : '';
    const listener = d ? options.onpicked : options.oncleared;
    if (typeof listener === 'function') listener.call(c.input, event);
    fire(c.input, 'change');
    return true;
  },
});

/** @type {import('../types.js').Library} */
export const my97 = { name: 'my97', drivers: [my97Driver('date'), my97Driver('year')] };
