// Number, switch, radios and check boxes of Element UI.

import { typeInto } from '../../events.js';
import { boxOf, groupOf, tickOneByOne, toTick, valuesOf } from '../../groups.js';
import { meansYes } from '../../text.js';
import { eui, hears, put, together, vmAt, vmOf, wordsOf } from './base.js';

/** @typedef {import('../../types.js').Boxes} Boxes */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const number = eui('number', '.el-input-number', /^ElInputNumber$/, {
  enabled: (c) => !vmOf(c).inputNumberDisabled,
  state: (c) => ({ visible: c.input.value, submitted: vmOf(c).value == null ? '' : String(vmOf(c).value) }),
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
/** @param {Control} c */
export const numberRule = (c) => {
  const vm = c.driver === number && vmOf(c);
  return vm ? { min: vm.min, max: vm.max, decimals: vm.precision } : null;
};
/** @param {Control} c */
const yesNo = (c) => [vmOf(c).activeText || '是', vmOf(c).inactiveText || '否'];
const toggle = eui('switch', '.el-switch', /^ElSwitch$/, {
  enabled: (c) => !vmOf(c).switchDisabled,
  options: yesNo,
  placeholder: () => '',
  state: (c) => {
    const [on, no] = yesNo(c), vm = vmOf(c);
    return { visible: c.element.classList.contains('is-checked') ? on : no, submitted: vm.value === vm.activeValue ? on : vm.value === vm.inactiveValue ? no : String(vm.value) };
  },
  now: (c, value) => { if (meansYes(value, yesNo(c)) !== vmOf(c).checked) c.element.click(); return true; },
  opener: (c) => c.element,
});

/** @param {Vendor} e */
const boxVm = (e) => vmAt(e, /^El(Radio|Checkbox)(Button)?$/);
/** @type {Boxes} */
const box = {
  words: wordsOf,
  dead: (node) => boxVm(node).isDisabled,
  on: (node) => boxVm(node).isChecked,
  click: (node) => node.querySelector('input').click(),
};
const radio = eui('radio', '.el-radio, .el-radio-button', /^ElRadio/, {
  ...groupOf(box),
  group: together('.el-radio-group'),
  state: (c) => {
    const nodes = c.nodes || [], marked = nodes.find((n) => n.matches('.is-checked, .is-active'));
    const group = vmAt(c.element, /^ElRadioGroup$/);
    const held = nodes.find((n) => (group ? group.value : boxVm(n).value) === boxVm(n).label);
    const raw = group && group.value != null ? String(group.value) : '';
    return { visible: marked ? wordsOf(marked) : '', submitted: held ? wordsOf(held) : raw };
  },
  now: (c, value) => { box.click(boxOf(box, c, String(value))); return true; },
});
const checks = eui('checkbox', '.el-checkbox, .el-checkbox-button', /^ElCheckbox/, {
  ...groupOf(box),
  group: together('.el-checkbox-group'),
  state: (c) => {
    const nodes = c.nodes || [], group = vmAt(c.element, /^ElCheckboxGroup$/);
    const word = (v) => { const n = nodes.find((x) => boxVm(x).label === v); return n ? wordsOf(n) : String(v); };
    const held = group ? (group.value || []).map(word) : nodes.filter(box.on).map(wordsOf);
    return { visible: nodes.filter((n) => n.matches('.is-checked')).map(wordsOf), submitted: held };
  },
  now: (c, value) => {
    const group = vmAt(c.element, /^ElCheckboxGroup$/), { wanted } = toTick(box, c, value);
    if (!group || (c.nodes || []).some((n) => hears(boxVm(n), 'change'))) return false;
    put(group, valuesOf(c, wanted, group.value || [], { valueOf: (n) => boxVm(n).label, max: group.max, min: group.min }));
    return true;
  },
  later: tickOneByOne(box),
});
export const boxes = [number, toggle, radio, checks];
