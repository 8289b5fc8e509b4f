// The tree select of Ant Design.

import { chooseTogether, everyNode, pickFree, setTogether } from '../../choices.js';
import { all, isShown } from '../../events.js';
import { pickOne } from '../../text.js';
import { ant, antDrop, antGiven, antText, plainOf } from './base.js';
import { antBase, antSelect, antShown } from './selector.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {{ element: Vendor }} c */
const antForest = (c) => antGiven(c.element, (x) => x.treeData !== undefined && x.fieldNames !== undefined);
/** @param {Control} c */
const antNodes = (c) => {
  const given = antForest(c), keys = { value: 'value', children: 'children', ...plainOf(given.fieldNames) };
  const text = (n) => antText(n[keys.label] ?? n.title ?? n.label ?? (keys._title || []).map((k) => n[k]).find((word) => word !== undefined));
  return everyNode(plainOf(given.treeData), (n) => n[keys.children]).map((n) => ({
    label: text(n), value: n[keys.value], leaf: !(n[keys.children] || []).length, dead: Boolean(n.disabled || n.disableCheckbox),
  }));
};
/** @type {Choice} */
const list = {
  entry: (c, label) => pickFree(antNodes(c).filter((n) => n.leaf), label, (n) => n.label, (n) => n.dead),
  set: (c, chosen) => {
    const base = antBase(c.element);
    base.onDisplayValuesChange(chosen.map((n) => ({ value: n.value, label: n.label })), { type: 'clear', values: base.displayValues });
  },
};
export const treeSelect = ant('tree', '.ant-select.ant-tree-select', {
  ...antSelect,
  accept: (e) => Boolean(antBase(e)) && Boolean(antForest({ element: e })),
  options: (c) => antNodes(c).filter((n) => n.leaf).map((n) => n.label),
  state: (c) => {
    const nodes = antNodes(c);
    return { visible: antShown(c), submitted: antBase(c.element).displayValues.map((v) => { const n = nodes.find((x) => x.value === v.value); return n ? n.label : String(v.value); }) };
  },
  now: setTogether(list),
  later: chooseTogether(list),
  option: (c, label) => {
    const drop = antDrop(c);
    if (!drop || !isShown(drop)) return null;
    const row = pickOne(all(drop, '.ant-select-tree-treenode:not([aria-hidden=true])'), label, (e) => (e.querySelector('.ant-select-tree-title') || e).textContent);
    if (!row) { const folded = drop.querySelector('.ant-select-tree-switcher_close'); if (folded) folded.click(); return null; }
    return row.querySelector('.ant-select-tree-checkbox') || row.querySelector('.ant-select-tree-node-content-wrapper');
  },
});
