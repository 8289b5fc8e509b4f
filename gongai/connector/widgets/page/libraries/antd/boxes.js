// Number, switch, radios and check boxes of Ant Design.

import { isOff, typeInto } from '../../events.js';
import { boxOf, groupOf, tickOneByOne, toTick } from '../../groups.js';
import { meansYes, tidy } from '../../text.js';
import { vm3 } from '../../vue.js';
import { ant, antItem, antProps, antText } from './base.js';

/** @typedef {import('../../types.js').Boxes} Boxes */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const number = ant('number', '.ant-input-number', {
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  state: (c) => ({ visible: c.input.value, submitted: c.input.getAttribute('aria-valuenow') ?? '' }),
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
// The words that stand in it, where the page has given it some.
/** @param {Control} c @param {string} css @param {string} name */
const wordIn = (c, css, name) => {
  const drawn = c.element.querySelector(css), given = antProps(c.element).map((p) => p[name]).find((x) => x !== undefined && x !== null);
  return tidy(drawn ? drawn.textContent : antText(given));
};
/** @param {Control} c */
const yesNo = (c) => [wordIn(c, '.ant-switch-inner-checked', 'checkedChildren') || '是', wordIn(c, '.ant-switch-inner-unchecked', 'unCheckedChildren') || '否'];
const toggle = ant('switch', 'button.ant-switch', {
  enabled: (c) => !c.element.disabled && !c.element.classList.contains('ant-switch-loading'),
  placeholder: () => '',
  options: yesNo,
  state: (c) => {
    const [yes, no] = yesNo(c), model = vm3(c.element, /^ASwitch$/, /^AFormItem$/), on = c.element.getAttribute('aria-checked') === 'true';
    const held = model && model.props.checked !== undefined ? model.props.checked === (model.props.checkedValue ?? true) : on;
    return { visible: c.element.classList.contains('ant-switch-checked') ? yes : no, submitted: held ? yes : no };
  },
  now: (c, value) => { if (meansYes(value, yesNo(c)) !== (c.element.getAttribute('aria-checked') === 'true')) c.element.click(); return true; },
  opener: (c) => c.element,
});
const inputOf = (node) => node.querySelector('input');
/** @type {Boxes} */
const box = {
  words: (node) => tidy(node.textContent),
  dead: (node) => isOff(inputOf(node)),
  on: (node) => inputOf(node).checked,
  click: (node) => inputOf(node).click(),
};
const together = (css) => (e) => e.closest(css) || (antItem(e) && e.closest('.ant-form-item-control')) || e.parentElement;
/** @param {Control} c */
const drawnAndHeld = (c) => ({
  visible: (c.nodes || []).filter((n) => /-wrapper-checked/.test(n.className)).map(box.words), submitted: (c.nodes || []).filter(box.on).map(box.words),
});
const radio = ant('radio', '.ant-radio-wrapper, .ant-radio-button-wrapper', {
  ...groupOf(box),
  group: together('.ant-radio-group'),
  state: (c) => { const { visible, submitted } = drawnAndHeld(c); return { visible: visible[0] ?? '', submitted: submitted[0] ?? '' }; },
  now: (c, value) => { box.click(boxOf(box, c, String(value))); return true; },
});
const checks = ant('checkbox', '.ant-checkbox-wrapper', {
  ...groupOf(box),
  group: together('.ant-checkbox-group'),
  state: drawnAndHeld,
  now: (c, value) => {
    const { wrong } = toTick(box, c, value);
    // React draws between two clicks; a group of Vue starts each click from the value before the first.
    if (vm3((c.nodes || [])[0], /^ACheckboxGroup$/, /^AFormItem$/)) return false;
    wrong.forEach(box.click);
    return true;
  },
  later: tickOneByOne(box),
});
export const boxes = [number, toggle, radio, checks];
