// Dates of layui: put into the closed field, parsed when its panel opens, taken over by the panel's own button.

import { notEmptied } from '../../choices.js';
import { bothEnds, dayOf, notADayToChoose, readDate, writeDate } from '../../dates.js';
import { all, fire, isOff, isShown, setNative } from '../../events.js';
import { listOf } from '../../text.js';
import { laySelf } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {{ element: Vendor }} c */
const layConfig = (c) => {
  const id = c.element.getAttribute('lay-laydate-id');
  const laydate = laySelf() && laySelf().laydate, one = id && laydate && laydate.getInst && laydate.getInst(id);
  return (one && one.config) || {};
};
/** @param {Control} c */
const laySplit = (c) => { const range = layConfig(c).range; return typeof range === 'string' ? range : '-'; };
/** @param {{ element: Vendor }} c */
const layInputs = (c) => (c.element.matches('input') ? [c.element] : all(c.element, 'input:not([type=hidden])'));
const layRanged = (e) => !e.matches('input') || Boolean(layConfig({ element: e }).range);
/** @type {Record<string, string>} */
const SHAPE = { year: 'yyyy', month: 'yyyy-MM', date: 'yyyy-MM-dd', datetime: 'yyyy-MM-dd HH:mm:ss' };
/** @param {Control} c */
const layFormat = (c) => (layConfig(c).format || SHAPE[layConfig(c).type] || SHAPE.date).replace(/y/g, 'Y').replace(/d/g, 'D');
/** @param {Control} c @param {string} text */
const layWrite = (c, text) => writeDate(dayOf(text), layFormat(c));
// A page with 甲 - 乙 in one field: the separator stands between blanks, the date's own strokes do not.
/** @param {Control} c */
const layHeld = (c) => {
  const inputs = layInputs(c), whole = inputs.map((i) => i.value).filter(Boolean);
  const texts = inputs.length === 1 && layRanged(c.element) ? whole.flatMap((text) => text.split(` ${laySplit(c)} `)) : whole;
  return texts.map((text) => readDate(text, layFormat(c)));
};
/** @param {Control} c @returns {Vendor} */
const layPanel = (c) => document.getElementById(`layui-laydate${c.element.getAttribute('lay-key')}`);
/** @param {Control} c @param {string} css */
const layPress = (c, css) => {
  const trigger = layConfig(c).trigger || 'click';
  // One panel for all fields: what is still open belongs to another.
  fire(document.body, 'mousedown', MouseEvent);
  fire(c.element, trigger, trigger === 'focus' ? FocusEvent : MouseEvent);
  if (!layPanel(c)) fire(c.element, 'focus', FocusEvent, { bubbles: false });
  const panel = layPanel(c);
  const press = panel && panel.querySelector(css);
  const done = Boolean(press) && !press.classList.contains('laydate-disabled');
  if (done) press.click();
  fire(document.body, 'mousedown', MouseEvent);
  return done;
};
/** @param {Control} c */
const laySet = (c, wanted) => {
  const inputs = layInputs(c);
  if (!wanted.length) {
    if (!layPress(c, '.laydate-btns-clear')) { inputs.forEach((i) => setNative(i, '')); if (!layPress(c, '.laydate-btns-confirm')) notEmptied(); }
    return true;
  }
  const texts = wanted.map((text) => layWrite(c, text)), before = inputs.map((i) => i.value);
  const { min, max } = layConfig(c);
  const plain = (x) => x && typeof x === 'object' && new Date(x.year, x.month, x.date);
  const shut = wanted.find((text) => { const d = dayOf(text); return (plain(min) && d < plain(min)) || (plain(max) && d > new Date(max.year, max.month, max.date, 23, 59, 59)); });
  if (shut) notADayToChoose(shut);
  if (inputs.length === 1) setNative(inputs[0], texts.join(` ${laySplit(c)} `));
  else inputs.forEach((input, i) => setNative(input, texts[i]));
  if (layPress(c, '.laydate-btns-confirm')) return true;
  inputs.forEach((input, i) => setNative(input, before[i]));
  return notADayToChoose(wanted.join('、'));
};
/** @type {Pick<Driver, 'library' | 'css' | 'enabled' | 'typed' | 'confirm'>} */
const layDate = {
  library: 'layui', css: '[lay-key]',
  enabled: (c) => layInputs(c).every((i) => !isOff(i)),
  // A range in one field is typed as one text.
  typed: (c, value) => { const texts = listOf(value).map((text) => layWrite(c, text)); return c.element.matches('input') ? [texts.join(` ${laySplit(c)} `)] : texts; },
  confirm: (c) => { const panel = layPanel(c); return panel && isShown(panel) ? panel.querySelector('.laydate-btns-confirm') : null; },
};
/** @param {string} kind @returns {Driver} */
const single = (kind) => ({
  ...layDate, kind,
  accept: (e) => !layRanged(e) && (layConfig({ element: e }).type === 'year') === (kind === 'year'),
  state: (c) => ({ visible: c.input.value, submitted: layHeld(c)[0] ?? '' }),
  now: (c, value) => laySet(c, listOf(value)),
});
/** @type {Driver} */
const range = {
  ...layDate, kind: 'daterange',
  accept: (e) => layRanged(e) && layInputs({ element: e }).length > 0,
  state: (c) => { const held = layHeld(c); return { visible: held, submitted: held }; },
  now: (c, value) => laySet(c, bothEnds(value)),
};
export const dates = [single('date'), single('year'), range];
