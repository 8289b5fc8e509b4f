// Dates of EasyUI. The page's own format decides what is written, and never what is read: a parser that does not know it says "today".

import { notEmptied } from '../../choices.js';
import { dayOf, dayText, isoDate, notADayToChoose } from '../../dates.js';
import { listOf } from '../../text.js';
import { ez, ezCall, ezHidden, ezShown, ezTarget } from './base.js';

/** @param {string} name */
const ezDate = (name) => ez('date', name, {
  state: (c) => {
    const raw = ezHidden(c)[0] ?? '', { parser, formatter } = ezCall(c, name, 'options'), target = ezTarget(c.element);
    const day = raw && !/^\d{4}\D\d{1,2}\D\d{1,2}/.test(raw) ? parser.call(target, raw) : null;
    const known = day && formatter.call(target, day) === raw;
    return { visible: known && ezShown(c, name) === raw ? dayText(day) : ezShown(c, name), submitted: known ? dayText(day) : isoDate(raw) };
  },
  typed: (c, value) => listOf(value).map((text) => ezCall(c, name, 'options').formatter.call(ezTarget(c.element), dayOf(text))),
  pause: 350,
  now: (c, value) => {
    const options = ezCall(c, name, 'options'), target = ezTarget(c.element);
    if (value === '') {
      if (!options.editable) notEmptied();
      ezCall(c, name, 'clear');
      return true;
    }
    const date = dayOf(value);
    const calendar = ezCall(c, 'datebox', 'calendar').calendar('options');
    if (calendar.validator && calendar.validator.call(target, date) === false) notADayToChoose(value);
    ezCall(c, name, 'setValue', options.formatter.call(target, date));
    options.onSelect.call(target, date);
    return true;
  },
});
export const dates = [ezDate('datetimebox'), ezDate('datebox')];
