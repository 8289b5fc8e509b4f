// flatpickr 4. Its instance hangs on the original input; with altInput the original is hidden and is what is submitted,
// and a person sees a second one behind it that shows the same day in other words.

import { dateText, dayOf, dayText, notADayToChoose } from '../dates.js';
import { all, isOff } from '../events.js';
import { fail, listOf } from '../text.js';

/** @typedef {import('../types.js').Driver} Driver */
/** @typedef {import('../types.js').Vendor} Vendor */

/** @param {Vendor} e @returns {Vendor} */
const fpOf = (e) => {
  const own = e._flatpickr, before = e.previousElementSibling && e.previousElementSibling._flatpickr;
  const fp = own || before;
  return fp && fp.config && !fp.config.noCalendar && (fp.altInput || fp.input) === e ? fp : null;
};
const fpLabel = (e) => {
  const fp = e.matches('input') && fpOf(e);
  return fp && fp.input.id ? document.querySelector(`label[for="${CSS.escape(fp.input.id)}"]`) : null;
};
const fpText = (fp, d) => dayText(d, fp.config.enableTime ? 'time' : 'date');
// A text in one of the picker's own formats as a day; what it cannot read stays as it is.
const fpRead = (fp, text, format) => {
  const d = text ? fp.parseDate(text, format) : null;
  return d && fp.formatDate(d, format) === text ? fpText(fp, d) : text;
};
const fpParts = (fp, text) => (fp.config.mode === 'range' ? text.split(fp.l10n.rangeSeparator).filter(Boolean) : [text]);
const fpDates = (value) => listOf(value).map(dayOf);
/** @param {string} kind @param {string} mode @returns {Driver} */
const fpDriver = (kind, mode) => ({
  library: 'flatpickr', kind, css: 'input',
  accept: (e) => Boolean(fpOf(e)) && fpOf(e).config.mode === mode,
  claims: (e) => [fpOf(e).input],
  enabled: (c) => !isOff(c.input) && !(c.input.readOnly && fpOf(c.input).config.clickOpens === false),
  required: (c) => fpOf(c.input).input.required,
  state: (c) => {
    const fp = fpOf(c.input), shown = fp.altInput ? fp.config.altFormat : fp.config.dateFormat;
    const visible = fpParts(fp, c.input.value).map((text) => fpRead(fp, text, shown));
    const submitted = fpParts(fp, fp.input.value).map((text) => fpRead(fp, text, fp.config.dateFormat));
    return mode === 'range' ? { visible, submitted } : { visible: visible[0], submitted: submitted[0] };
  },
  now: (c, value) => {
    const fp = fpOf(c.input), dates = fpDates(value);
    if (!dates.length) { fp.clear(); return true; }
    if (mode === 'range' && dates.length !== 2) fail('日期范围需要起止两个日期');
    const shut = dates.find((d) => !fp.isEnabled(d));
    if (shut) notADayToChoose(dateText(shut));
    fp.setDate(dates, true);
    return true;
  },
  typed: (c, value) => {
    const fp = fpOf(c.input), format = fp.altInput ? fp.config.altFormat : fp.config.dateFormat;
    return [fpDates(value).map((d) => fp.formatDate(d, format)).join(fp.l10n.rangeSeparator)];
  },
});

/** @type {import('../types.js').Library} */
export const flatpickr = {
  name: 'flatpickr',
  drivers: [fpDriver('date', 'single'), fpDriver('daterange', 'range')],
  labelRules: [fpLabel],
  floats: ['.flatpickr-calendar.open:not(.inline)'],
  panels: ['.flatpickr-calendar:not(.inline)'],
  shutters: [() => all(document, 'input').forEach((e) => e._flatpickr && e._flatpickr.isOpen && e._flatpickr.close())],
};
