// Radios, check boxes and switches of layui.

import { all } from '../../events.js';
import { boxOf, groupOf, tickAtOnce } from '../../groups.js';
import { meansYes, tidy } from '../../text.js';
import { lay, layIsOriginal, layOriginal } from './base.js';

/** @typedef {import('../../types.js').Boxes} Boxes */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const layText = (box) => tidy((box.querySelector(':scope > div, :scope > span') || box).textContent) || tidy(layOriginal(box).title);
const layPlace = (e) => e.closest('.layui-input-block, .layui-input-inline, .layui-inline, td, .layui-form-item') || e.parentElement;
// Radios share a name; the boxes of one field often have a name each, and share their place.
const layRadios = (e) => {
  const own = layOriginal(e), place = layPlace(e);
  const same = all(place, 'input[type=radio]').filter((x) => x.name === own.name);
  return all(place, 'input[type=radio]').every((x) => same.includes(x)) ? place : same[0];
};
/** @type {Boxes} */
const box = {
  words: layText,
  dead: (node) => layOriginal(node).disabled,
  on: (node) => layOriginal(node).checked,
  click: (node) => node.click(),
};
const REQUIRED = '[lay-verify*=required], [lay-verify*=otherReq]';
const layGroup = { ...groupOf(box), required: (c) => c.nodes.some((n) => layOriginal(n).matches(REQUIRED)) };
const radio = lay('radio', '.layui-form-radio', {
  ...layGroup,
  accept: (e) => layIsOriginal(e, 'input[type=radio]'),
  group: layRadios,
  state: (c) => {
    const nodes = c.nodes || [], marked = nodes.find((n) => n.classList.contains('layui-form-radioed')), held = nodes.find(box.on);
    return { visible: marked ? layText(marked) : '', submitted: held ? layText(held) : '' };
  },
  now: (c, value) => { box.click(boxOf(box, c, String(value))); return true; },
});
const checks = lay('checkbox', '.layui-form-checkbox', {
  ...layGroup,
  accept: (e) => layIsOriginal(e, 'input[type=checkbox]') && !e.closest('th, .layui-table-view .laytable-cell-checkbox'),
  group: layPlace,
  state: (c) => {
    const nodes = c.nodes || [];
    return { visible: nodes.filter((n) => n.classList.contains('layui-form-checked')).map(layText), submitted: nodes.filter(box.on).map(layText) };
  },
  now: tickAtOnce(box),
});
/** @param {Control} c */
const yesNo = (c) => {
  const [on, no] = (layOriginal(c.element).title || layOriginal(c.element).getAttribute('lay-text') || '').split('|');
  return [on || '是', no || '否'];
};
const toggle = lay('switch', '.layui-form-switch', {
  accept: (e) => layIsOriginal(e, 'input[type=checkbox]'),
  enabled: (c) => !layOriginal(c.element).disabled,
  placeholder: () => '',
  options: yesNo,
  state: (c) => {
    const [on, no] = yesNo(c);
    return { visible: c.element.classList.contains('layui-form-onswitch') ? on : no, submitted: layOriginal(c.element).checked ? on : no };
  },
  now: (c, value) => { if (meansYes(value, yesNo(c)) !== layOriginal(c.element).checked) c.element.click(); return true; },
  opener: (c) => c.element,
});
export const boxes = [radio, checks, toggle];
