// Trees of Element Plus: alone in a panel, or inside a tree select.

import { chooseTogether, everyNode, pickFree, setTogether } from '../../choices.js';
import { all } from '../../events.js';
import { labelOf } from '../../labels.js';
import { listOf, tidy } from '../../text.js';
import { vm3, vueOf } from '../../vue.js';
import { wordsOf } from '../element/base.js';
import { below, rowOfNode, unfold } from '../element/tree.js';
import { EP_EDGE, ep, epAt, epOff, epPut } from './base.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const epTree = (e) => epAt(e, /^ElTree$/);
/** @type {import('../../types.js').TreeAdapter} */
export const tree = {
  css: '.el-tree',
  accept: (root) => Boolean(epTree(root)),
  nodes: (root) => below(epTree(root).setupState.store.root),
  label: (node) => String(node.label ?? ''),
  checked: (node) => node.checked,
  leaf: (node) => node.childNodes.length === 0,
  disabled: (node) => Boolean(node.disabled),
  draw: (root, node) => {
    unfold(node);
    return all(root, '.el-tree-node').find((e) => { const vm = epAt(e, /^ElTreeNode$/); return vm && vm.props.node.id === node.id; });
  },
  ...rowOfNode,
};

// A popover draws what is in it when it is first opened; whether a tree will be there can be asked before.
/** @param {Vendor} e @returns {boolean} */
export const hidesTree = (e) => {
  const popover = vm3(e, /^ElPopover$/, EP_EDGE);
  const has = (nodes) => listOf(nodes).some((n) => n && typeof n === 'object' && ((n.type && n.type.name === 'ElTree') || has(n.children)));
  try { return Boolean(popover && popover.slots.default) && has(popover.slots.default({})); } catch { return false; }
};
// Tree select: its model holds the keys of what was chosen; several choices are leaves, whatever their ancestors allow.
const EP_TREE_SELECT = /^ElTreeSelect$/;
const etAt = (e) => vm3(e, EP_TREE_SELECT, EP_EDGE);
const etKeys = ({ props, attrs }) => ({
  key: props.nodeKey || attrs.nodeKey || attrs['node-key'] || props.valueKey || 'value', label: 'label', children: 'children', disabled: 'disabled',
  ...Object.fromEntries(Object.entries(props.props || {}).filter(([name, key]) => name !== 'key' && key)),
});
const etNodes = (vm) => {
  const keys = etKeys(vm);
  return everyNode(vm.props.data, (n) => n[keys.children]).map((n) => ({
    label: String(n[keys.label] ?? ''), value: n[keys.key], leaf: !(n[keys.children] || []).length,
    dead: typeof keys.disabled === 'function' ? keys.disabled(n) : Boolean(n[keys.disabled]),
  }));
};
/** @type {Choice} */
const list = {
  entry: (c, label) => { const vm = etAt(c.element); return pickFree(etNodes(vm).filter((n) => n.leaf || vm.props.checkStrictly), label, (n) => n.label, (n) => n.dead); },
  set: (c, chosen) => { const vm = etAt(c.element); epPut(vm, vm.props.multiple ? chosen.map((n) => n.value) : chosen.length ? chosen[0].value : undefined); },
};
export const treeSelect = ep('tree', '.el-select', EP_TREE_SELECT, {
  accept: (e) => !vueOf(e) && Boolean(etAt(e)),
  enabled: (c) => !epOff(c),
  options: (c) => etNodes(etAt(c.element)).filter((n) => n.leaf).map((n) => n.label),
  state: (c) => {
    const vm = etAt(c.element), nodes = etNodes(vm), tags = all(c.element, '.el-select__tags-text').map(wordsOf);
    const words = c.element.querySelector('.el-select__placeholder:not(.is-transparent)');
    const labelOf = (v) => { const n = nodes.find((x) => x.value === v); return n ? n.label : String(v); };
    return { visible: vm.props.multiple ? tags : words ? [tidy(words.textContent)] : [], submitted: listOf(vm.props.modelValue).map(labelOf) };
  },
  now: setTogether(list),
  later: chooseTogether(list),
  opener: (c) => c.element.querySelector('.el-select__wrapper'),
});
