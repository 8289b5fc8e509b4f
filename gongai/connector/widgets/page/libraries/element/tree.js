// The tree of Element UI 2: its nodes are asked in the component's own store.

import { everyNode } from '../../choices.js';
import { all } from '../../events.js';
import { vueOf } from '../../vue.js';

/** @typedef {import('../../types.js').Vendor} Vendor */

// What the trees of both Elements share.
/** @param {Vendor} node @returns {Vendor[]} */
export const below = (node) => everyNode(node.childNodes, (n) => n.childNodes);
/** @param {Vendor} node */
export const unfold = (node) => { for (let up = node.parent; up && up.level > 0; up = up.parent) if (!up.expanded) up.expand(null, true); };
const inRow = (row, css) => row.querySelector(`:scope > .el-tree-node__content ${css}`) || row.querySelector('.el-tree-node__content');
export const rowOfNode = {
  /** @param {Vendor} row */
  box: (row) => inRow(row, '.el-checkbox'),
  /** @param {Vendor} row */
  click: (row) => inRow(row, '.el-checkbox__original').click(),
};

/** @type {import('../../types.js').TreeAdapter} */
export const tree = {
  css: '.el-tree',
  accept: (root) => Boolean(vueOf(root)),
  nodes: (root) => below(vueOf(root).store.root),
  label: (node) => node.label,
  checked: (node) => node.checked,
  leaf: (node) => node.childNodes.length === 0,
  disabled: (node) => node.disabled,
  // Children are drawn only after their parent was opened.
  draw: (root, node) => {
    unfold(node);
    return all(root, '.el-tree-node').find((e) => vueOf(e).node === node);
  },
  ...rowOfNode,
};
