// The cascader of Ant Design.

import { chooseInSteps, nodesAlong, notAnEnd, notEmptied } from '../../choices.js';
import { all, isShown } from '../../events.js';
import { unsupported } from '../../rules.js';
import { listOf, pickOne } from '../../text.js';
import { hears3, vm3 } from '../../vue.js';
import { ant, antDrop, antFold, antGiven, antText, antUnfold, plainOf } from './base.js';
import { antBase, antClear, antMany, antSelect, antShown } from './selector.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {{ element: Vendor }} c */
const antCascade = (c) => antGiven(c.element, (x) => typeof x.onSelect === 'function' && 'changeOnSelect' in x);
const antKeys = (given) => ({ label: 'label', value: 'value', children: 'children', ...plainOf(given.fieldNames) });
/** @param {Control} c */
const antPath = (c, value) => {
  const given = antCascade(c), keys = antKeys(given);
  const way = nodesAlong(plainOf(given.options) || [], value, { label: (n) => antText(n[keys.label]), dead: (n) => n.disabled, under: (n) => n[keys.children] });
  if (way && (way.at(-1)[keys.children] || []).length && !plainOf(given.changeOnSelect)) notAnEnd(value);
  return way;
};
// The cascader passes a listener of its own to its base: only the page's counts.
/** @param {Control} c */
const hearsOpening = (c) => { const vm = vm3(c.element, /^ACascader$/, /^AFormItem$/); return Boolean(vm) && hears3(vm, 'dropdownvisiblechange', 'focus'); };
/** @param {Control} c @param {string} label @param {number} level */
const rowAt = (c, label, level) => {
  const drop = antDrop(c), menu = drop && drop.querySelectorAll('.ant-cascader-menu')[level];
  return menu && isShown(menu) ? pickOne(all(menu, '.ant-cascader-menu-item'), label, (e) => e.textContent) : null;
};
const isCascader = (e, many) => { const base = antBase(e); return Boolean(base) && antMany(base) === many && Boolean(antCascade({ element: e })); };
// A list of paths is no path: no driver knows how to choose several.
export const severalPaths = ant('cascader', '.ant-select.ant-cascader', {
  ...antSelect,
  accept: (e) => isCascader(e, true),
  state: () => ({ visible: null, submitted: null }),
  now: () => unsupported('可选多条路径的级联选择'),
});
export const cascader = ant('cascader', '.ant-select.ant-cascader', {
  ...antSelect,
  accept: (e) => isCascader(e, false),
  options: (c) => { const given = antCascade(c); return (plainOf(given.options) || []).map((n) => antText(n[antKeys(given).label])); },
  state: (c) => {
    const given = antCascade(c), keys = antKeys(given), chosen = antBase(c.element).displayValues[0];
    /** @type {string[]} */
    const words = [];
    const shown = (antShown(c)[0] ?? '').split('/').map((s) => s.trim()).filter(Boolean);
    let list = plainOf(given.options) || [];
    for (const value of (chosen && chosen.valueCells) || []) {
      const node = list.find((n) => n[keys.value] === value);
      words.push(node ? antText(node[keys.label]) : String(value));
      list = (node && node[keys.children]) || [];
    }
    return { visible: shown, submitted: words };
  },
  now: (c, value) => {
    const base = antBase(c.element), given = antCascade(c);
    if (!listOf(value).length) return base.allowClear === false ? notEmptied() : antClear(base);
    if (plainOf(given.loadData) || hearsOpening(c)) return false;
    const nodes = antPath(c, value);
    if (!nodes) return false;
    given.onSelect(nodes.map((n) => n[antKeys(given).value]));
    return true;
  },
  later: chooseInSteps({
    open: antUnfold, close: antFold, row: rowAt, dead: '.ant-cascader-menu-item-disabled', press: (c, row) => row.click(),
  }),
  option: rowAt,
});
