// Number, switch, radios and check boxes of Element Plus.

import { isOff, typeInto } from '../../events.js';
import { boxOf, groupOf, tickOneByOne, toTick, valuesOf } from '../../groups.js';
import { meansYes } from '../../text.js';
import { hears3 } from '../../vue.js';
import { together, wordsOf } from '../element/base.js';
import { ep, epAt, epOf, epPut } from './base.js';

/** @typedef {import('../../types.js').Boxes} Boxes */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const number = ep('number', '.el-input-number', /^ElInputNumber$/, {
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  state: (c) => { const held = epOf(c).props.modelValue; return { visible: c.input.value, submitted: held === null || held === undefined ? '' : String(held) }; },
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
/** @param {Control} c */
export const numberRule = (c) => {
  const given = c.driver === number && epOf(c).props;
  return given ? { min: given.min, max: given.max, decimals: given.precision } : null;
};
/** @param {Control} c */
const yesNo = (c) => { const p = epOf(c).props; return [p.activeText || '是', p.inactiveText || '否']; };
const toggle = ep('switch', '.el-switch', /^ElSwitch$/, {
  enabled: (c) => !c.element.classList.contains('is-disabled'),
  placeholder: () => '',
  options: yesNo,
  state: (c) => {
    const [on, no] = yesNo(c), p = epOf(c).props;
    return { visible: c.element.classList.contains('is-checked') ? on : no, submitted: p.modelValue === p.activeValue ? on : p.modelValue === p.inactiveValue ? no : String(p.modelValue) };
  },
  now: (c, value) => { const p = epOf(c).props; if (meansYes(value, yesNo(c)) !== (p.modelValue === p.activeValue)) c.element.click(); return true; },
  opener: (c) => c.element,
});
/** @param {Vendor} node */
const epBox = (node) => epAt(node, /^El(Radio|Checkbox)(Button)?$/);
const epValue = (node) => { const p = epBox(node).props; return p.value !== undefined ? p.value : p.label; };
const inputOf = (node) => node.querySelector('input');
/** @type {Boxes} */
const box = {
  words: wordsOf,
  dead: (node) => isOff(inputOf(node)),
  on: (node) => inputOf(node).checked,
  click: (node) => inputOf(node).click(),
};
const radio = ep('radio', '.el-radio, .el-radio-button', /^ElRadio(Button)?$/, {
  ...groupOf(box),
  group: together('.el-radio-group'),
  state: (c) => {
    const nodes = c.nodes || [], marked = nodes.find((n) => n.matches('.is-checked, .is-active')), group = epAt(nodes[0], /^ElRadioGroup$/);
    const model = group ? group.props.modelValue : epBox(nodes[0]).props.modelValue;
    const held = nodes.find((n) => epValue(n) === model);
    return { visible: marked ? wordsOf(marked) : '', submitted: held ? wordsOf(held) : model === null || model === undefined ? '' : String(model) };
  },
  now: (c, value) => { box.click(boxOf(box, c, String(value))); return true; },
});
const checks = ep('checkbox', '.el-checkbox, .el-checkbox-button', /^ElCheckbox(Button)?$/, {
  ...groupOf(box),
  group: together('.el-checkbox-group'),
  state: (c) => {
    const nodes = c.nodes || [], group = epAt(nodes[0], /^ElCheckboxGroup$/);
    const word = (v) => { const n = nodes.find((x) => epValue(x) === v); return n ? wordsOf(n) : String(v); };
    const held = group ? (group.props.modelValue || []).map(word) : nodes.filter(box.on).map(wordsOf);
    return { visible: nodes.filter((n) => n.classList.contains('is-checked')).map(wordsOf), submitted: held };
  },
  now: (c, value) => {
    const nodes = c.nodes || [], group = epAt(nodes[0], /^ElCheckboxGroup$/), { wanted } = toTick(box, c, value);
    if (!group || nodes.some((n) => hears3(epBox(n), 'change'))) return false;
    const { max, min, modelValue } = group.props;
    epPut(group, valuesOf(c, wanted, modelValue || [], { valueOf: epValue, max, min }));
    return true;
  },
  later: tickOneByOne(box),
});
export const boxes = [number, toggle, radio, checks];
