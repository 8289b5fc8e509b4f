// A tree of check boxes in a floating panel that a read-only input opens. Only leaves are clicked: their ancestors may
// be disabled for ever. Works with the trees of any library that brings an adapter.

import { notFree, notOffered } from './choices.js';
import { indexForm } from './controls.js';
import { all, clickOutside, fireFocus, isOff, isShown } from './events.js';
import { lookup } from './lookup.js';
import { anyOf, brought } from './registry.js';
import { fail, listOf, norm, pickOne } from './text.js';
import { vueOf } from './vue.js';
import { rest, until } from './wait.js';

/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Driver} Driver */
/** @typedef {import('./types.js').TreeAdapter} TreeAdapter */
/** @typedef {import('./types.js').Vendor} Vendor */
/** @typedef {{ root: string, order: import('./types.js').Order }} Asked */

const treesCss = () => anyOf(brought.trees.map((a) => a.css));
/** @param {Vendor} tree */
const isTree = (tree) => brought.trees.some((a) => tree.matches(a.css) && (!a.accept || a.accept(tree)));
/** @param {Vendor} tree @returns {TreeAdapter} */
const adapterOf = (tree) => {
  const adapter = brought.trees.find((a) => tree.matches(a.css) && (!a.accept || a.accept(tree)));
  if (!adapter) throw new Error('no adapter for this tree');
  return adapter;
};
const allTrees = () => all(document, treesCss()).filter(isTree);
/** @type {WeakMap<object, Vendor>} */
const remembered = new WeakMap();
// The tree that belongs to this input, without opening anything: in its form item, or in the popover it triggers.
/** @param {Control} c @returns {Vendor} */
const treeOf = (c) => {
  const css = treesCss();
  for (let at = c.element; at && at !== document.body; at = at.parentElement) {
    const vm = vueOf(at), popper = vm && (vm.popperElm || (vm.$refs && vm.$refs.popper));
    const near = (popper instanceof Element && popper.querySelector(css)) || at.querySelector(css);
    if (near) return near;
    if (at.matches(['td', 'form', ...brought.items].join(', '))) break;
  }
  const id = c.element.getAttribute('aria-describedby') || (c.input && c.input.getAttribute('aria-controls'));
  const panel = id && document.getElementById(id);
  return (panel && panel.querySelector(css)) || remembered.get(c.input) || null;
};
const leaves = (tree) => { const a = adapterOf(tree); return a.nodes(tree).filter(a.leaf); };
const ticked = (tree) => { const a = adapterOf(tree); return leaves(tree).filter(a.checked).map(a.label); };

/** @param {Control} c */
const openTree = async (c) => {
  const before = new Set(allTrees().filter(isShown));
  const own = treeOf(c);
  if (own && isShown(own)) return own;
  fireFocus(c.input);
  c.input.click();
  const tree = await until(() => (own && isShown(own) ? own : allTrees().find((t) => isShown(t) && !before.has(t))));
  if (!tree) fail('选择面板没有打开');
  remembered.set(c.input, tree);
  return tree;
};
const CLOSERS = '.el-icon-close, [class*=close]:not(.el-tag__close), [aria-label=Close], [aria-label=关闭]';
/** @param {Control} c */
const shutTree = async (c, tree) => {
  const gone = () => !isShown(tree);
  const floating = (() => { let at = tree; while (at.parentElement && at.parentElement !== document.body && !at.parentElement.contains(c.element)) at = at.parentElement; return at; })();
  const confirm = all(floating, 'button').filter(isShown).find((b) => ['确定', '确认', '选择'].includes(norm(b.textContent)));
  const ways = [
    () => confirm && confirm.click(),
    () => { const x = all(floating, CLOSERS).find((e) => isShown(e) && !e.closest('.el-tree')); if (x) x.click(); },
    () => clickOutside(),
    () => c.input.click(),
  ];
  for (const way of ways) {
    if (gone()) return;
    way();
    await until(gone, 250);
  }
};

/** @type {Driver} */
export const treeDriver = {
  library: 'tree', kind: 'tree', css: '',
  enabled: (c) => !isOff(c.input),
  options: (c) => { const tree = treeOf(c); return tree ? leaves(tree).map(adapterOf(tree).label) : []; },
  state: (c) => {
    const tree = treeOf(c), shown = c.input.value;
    const words = shown.split(/[,，;；、]/).map((s) => s.trim()).filter(Boolean);
    const held = tree && leaves(tree).length ? ticked(tree) : words;
    // Ticked boxes that never reached the field are not submitted.
    return { visible: words, submitted: held.length && !words.length ? [] : held };
  },
  option: (c, label) => {
    const tree = treeOf(c) || allTrees().find(isShown), adapter = tree && adapterOf(tree);
    const leaf = tree && isShown(tree) && pickOne(leaves(tree), label, adapter.label);
    const row = leaf && adapter.draw(tree, leaf);
    return row && isShown(row) ? adapter.box(row) : null;
  },
  now: () => false,
  later: async (c, value) => {
    const tree = await openTree(c), adapter = adapterOf(tree);
    try {
      const wanted = listOf(value);
      const missing = () => wanted.find((w) => !pickOne(leaves(tree), w, adapter.label));
      if (!(await until(() => missing() === undefined))) notOffered(missing());
      const goal = new Set(wanted.map((w) => pickOne(leaves(tree), w, adapter.label)));
      for (const leaf of leaves(tree)) {
        if (adapter.checked(leaf) === goal.has(leaf)) continue;
        if (adapter.disabled(leaf)) notFree(adapter.label(leaf));
        const row = await until(() => adapter.draw(tree, leaf), 300);
        if (!row) notOffered(adapter.label(leaf));
        adapter.click(row);
        await rest();
      }
    } finally { await shutTree(c, tree); }
  },
};
// A field that a person types into may be ordered as a tree.
/** @param {Control} c */
const takesTree = (c) => ['text', 'textarea'].includes(c.driver.kind);
/** @param {Control} c @param {string} kind @returns {Control} */
export const withDriver = (c, kind) => ({ ...c, driver: kind === 'tree' && takesTree(c) ? treeDriver : c.driver });

// What is ticked in the open tree of this field; null where it is not a tree of this kind.
/** @param {Asked} asked */
export const treeTicked = ({ root, order }) => {
  const { control } = lookup(indexForm(root), order);
  const tree = control && takesTree(control) && (treeOf(control) || allTrees().find(isShown));
  return tree ? ticked(tree) : null;
};
/** @param {Asked} asked */
export const leaveTree = async ({ root, order }) => {
  const { control } = lookup(indexForm(root), order);
  const tree = control && (treeOf(control) || allTrees().find(isShown));
  if (control && tree && isShown(tree)) await shutTree(control, tree);
};
// Does this read-only input open a tree that is already in the page?
/** @param {Control} c */
export const opensTree = (c) => Boolean(c.driver.readonly && c.driver.readonly(c) && c.driver.kind === 'text' && (treeOf(c) || brought.hiddenTrees.some((hides) => hides(c.element))));
