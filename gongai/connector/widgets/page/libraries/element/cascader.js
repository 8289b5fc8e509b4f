// The cascader of Element UI; Element Plus draws the same menus.

import { chooseInSteps, nodesAlong, notAnEnd, notEmptied } from '../../choices.js';
import { all, fire, isShown } from '../../events.js';
import { unsupported } from '../../rules.js';
import { listOf, pickOne } from '../../text.js';
import { tick } from '../../wait.js';
import { clicked, eui, hears, put, vmOf } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const levels = (drop, level) => drop && drop.querySelectorAll('.el-cascader-menu')[level];
// The entry at one level of the open menus, or null.
/** @param {Vendor} drop @param {string} label @param {number} level */
export const rowAt = (drop, label, level) => {
  const menu = levels(drop, level);
  return menu ? pickOne(all(menu, '.el-cascader-node'), label, (n) => n.textContent) : null;
};
// The same for a person's click: only where it can be seen.
/** @param {Vendor} drop @param {string} label @param {number} level */
export const shownRowAt = (drop, label, level) => {
  const menu = levels(drop, level);
  return menu && isShown(menu) ? rowAt(drop, label, level) : null;
};
/** @param {Vendor} row */
export const pressRow = (row) => { fire(row, 'mouseenter', MouseEvent, { bubbles: false }); row.click(); };

/** @param {Control} c */
const drop = (c) => vmOf(c).$refs.popper;
/** @param {Control} c */
const nodeAlong = (c, value) => nodesAlong(vmOf(c).panel.store.getNodes(), value, {
  label: (n) => n.label, dead: (n) => n.isDisabled, under: (n) => n.children,
});
export const cascader = eui('cascader', '.el-cascader', /^ElCascader$/, {
  enabled: (c) => !vmOf(c).isDisabled,
  options: (c) => vmOf(c).panel.store.getNodes().map((n) => n.label),
  state: (c) => {
    const vm = vmOf(c);
    if (vm.config.multiple) return { visible: null, submitted: null };
    const empty = vm.isEmptyValue ? vm.isEmptyValue(vm.value) : vm.value == null || vm.value.length === 0;
    const node = empty ? null : vm.panel.getNodeByValue(vm.value);
    const shown = c.input.value;
    return {
      visible: vm.showAllLevels ? shown.split(vm.separator).map((s) => s.trim()).filter(Boolean) : null,
      submitted: node ? node.pathLabels : listOf(vm.value).map(String),
    };
  },
  now: (c, value) => {
    const vm = vmOf(c);
    if (vm.config.multiple) unsupported('可选多条路径的级联选择');
    if (!listOf(value).length) { if (!vm.clearable) notEmptied(); put(vm, []); return true; }
    if (hears(vm, 'visible-change', 'focus', 'expand-change') || clicked(vm)) return false;
    const way = nodeAlong(c, value), node = way && way.at(-1);
    if (!node) return false;
    if (!node.isLeaf && !vm.config.checkStrictly) notAnEnd(value);
    put(vm, node.getValueByOption());
    return true;
  },
  later: chooseInSteps({
    open: (c) => { if (!vmOf(c).dropDownVisible) c.element.click(); },
    close: async (c) => { if (vmOf(c).dropDownVisible) vmOf(c).toggleDropDownVisible(false); await tick(); },
    row: (c, label, level) => rowAt(drop(c), label, level),
    dead: '.is-disabled',
    press: (c, row, last) => { pressRow(row); if (last && vmOf(c).config.checkStrictly) row.querySelector('input').click(); },
  }),
  opener: (c) => c.element,
  option: (c, label, level) => shownRowAt(drop(c), label, level),
});
