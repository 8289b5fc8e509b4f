// The combotree of EasyUI.

import { chooseTogether, pickFree, setTogether } from '../../choices.js';
import { isShown } from '../../events.js';
import { tidy } from '../../text.js';
import { ez, ez$, ezBlank, ezCall, ezHidden, ezShown } from './base.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {Control} c */
const ezNodes = (c) => {
  const tree = ezCall(c, 'combotree', 'tree');
  const nodes = tree.tree('getRoots').flatMap((root) => [root, ...tree.tree('getChildren', root.target)]);
  return { tree, leaves: nodes.filter((n) => tree.tree('isLeaf', n.target)), nodes };
};
const ezOff = (node) => {
  const row = ez$()(node.target), { attributes } = node;
  return Boolean(node.disabled || (attributes && attributes.disabled) || row.find('.tree-checkbox').hasClass('tree-checkbox-disabled') || row.hasClass('tree-node-disabled'));
};
/** @param {Control} c @param {string} label */
const ezLeaf = (c, label) => pickFree(ezNodes(c).leaves, label, (n) => n.text, ezOff);
/** @type {Choice} */
const list = {
  open: (c) => ezCall(c, 'combotree', 'showPanel'),
  close: (c) => ezCall(c, 'combotree', 'hidePanel'),
  entry: ezLeaf,
  set: (c, wanted) => {
    const { tree, leaves } = ezNodes(c), ids = ezHidden(c);
    if (!wanted.length) { ezCall(c, 'combotree', 'clear'); return; }
    if (!ezCall(c, 'combotree', 'options').multiple) { wanted[0].target.click(); ezCall(c, 'combotree', 'hidePanel'); return; }
    const goal = new Set(wanted.map((n) => String(n.id)));
    for (const leaf of leaves) {
      const id = String(leaf.id);
      if (ids.includes(id) !== goal.has(id)) tree.tree(goal.has(id) ? 'check' : 'uncheck', leaf.target);
    }
  },
};
export const comboTree = ez('tree', 'combotree', {
  options: (c) => ezNodes(c).leaves.map((n) => tidy(n.text)),
  state: (c) => {
    const { nodes, leaves } = ezNodes(c), ids = ezHidden(c);
    // A parent is submitted with its children; only leaves are what was chosen.
    const held = ids.map((id) => nodes.find((n) => String(n.id) === id) || id).filter((n) => typeof n === 'string' || leaves.includes(n));
    return { visible: ezShown(c, 'combotree').split(/[,，]/).map(tidy).filter(Boolean), submitted: held.map((n) => (typeof n === 'string' ? n : tidy(n.text))) };
  },
  now: (c, value) => Boolean(ezNodes(c).leaves.length) && ezBlank(ezCall(c, 'combotree', 'options').onShowPanel) && setTogether(list)(c, value),
  later: chooseTogether(list),
  option: (c, label) => {
    const node = ezLeaf(c, label);
    if (!node) return null;
    ezNodes(c).tree.tree('expandTo', node.target);
    return isShown(node.target) ? node.target.querySelector('.tree-checkbox') || node.target : null;
  },
});
