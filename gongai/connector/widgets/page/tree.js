// A tree of check boxes in a floating panel that a read-only input opens. Only leaves are clicked: their
// ancestors may be disabled for ever. Works with any library that registers a tree adapter in cx.trees.
cx.trees.push({
  css: '.el-tree',
  accept: (tree) => Boolean(cx.vue(tree)),
  nodes: (tree) => {
    const all = [];
    const walk = (node) => { for (const child of node.childNodes) { all.push(child); walk(child); } };
    walk(cx.vue(tree).store.root);
    return all;
  },
  label: (node) => node.label,
  checked: (node) => node.checked,
  leaf: (node) => node.childNodes.length === 0,
  disabled: (node) => node.disabled,
  // Children are drawn only after their parent was opened.
  draw: (tree, node) => {
    for (let up = node.parent; up && up.level > 0; up = up.parent) if (!up.expanded) up.expand(null, true);
    return [...tree.querySelectorAll('.el-tree-node')].find((e) => cx.vue(e).node === node);
  },
  box: (row) => row.querySelector(':scope > .el-tree-node__content .el-checkbox') || row.querySelector('.el-tree-node__content'),
  click: (row) => (row.querySelector(':scope > .el-tree-node__content .el-checkbox__original') || row.querySelector('.el-tree-node__content')).click(),
});

const adapterOf = (tree) => cx.trees.find((a) => tree.matches(a.css) && (!a.accept || a.accept(tree)));
const allTrees = () => [...document.querySelectorAll(cx.trees.map((a) => a.css).join(', '))].filter(adapterOf);
// The tree that belongs to this input, without opening anything: in its form item, or in the popover it triggers.
const treeOf = (c) => {
  if (c.tree && c.tree.isConnected) return c.tree;
  const css = cx.trees.map((a) => a.css).join(', ');
  for (let at = c.element; at && at !== document.body; at = at.parentElement) {
    const vm = cx.vue(at), popper = vm && (vm.popperElm || (vm.$refs && vm.$refs.popper));
    const near = (popper instanceof Element && popper.querySelector(css)) || at.querySelector(css);
    if (near) return near;
    if (at.matches(['td', 'form', ...cx.items].join(', '))) break;
  }
  const id = c.element.getAttribute('aria-describedby') || (c.input && c.input.getAttribute('aria-controls'));
  const panel = id && document.getElementById(id);
  return (panel && panel.querySelector(css)) || remembered.get(c.input) || null;
};
const remembered = new WeakMap();
const leaves = (tree) => { const a = adapterOf(tree); return a.nodes(tree).filter(a.leaf); };
const ticked = (tree) => { const a = adapterOf(tree); return leaves(tree).filter(a.checked).map(a.label); };

const openTree = async (c) => {
  const before = new Set(allTrees().filter(cx.shown));
  const own = treeOf(c);
  if (own && cx.shown(own)) return own;
  cx.focus(c.input);
  c.input.click();
  const tree = await cx.until(() => (own && cx.shown(own) ? own : allTrees().find((t) => cx.shown(t) && !before.has(t))));
  if (!tree) cx.fail('选择面板没有打开');
  remembered.set(c.input, tree);
  return tree;
};
const CLOSERS = '.el-icon-close, [class*=close]:not(.el-tag__close), [aria-label=Close], [aria-label=关闭]';
const shutTree = async (c, tree) => {
  const gone = () => !cx.shown(tree);
  const floating = (() => { let at = tree; while (at.parentElement && at.parentElement !== document.body && !at.parentElement.contains(c.element)) at = at.parentElement; return at; })();
  const confirm = [...floating.querySelectorAll('button')].filter(cx.shown).find((b) => ['确定', '确认', '选择'].includes(cx.norm(b.textContent)));
  const ways = [
    () => confirm && confirm.click(),
    () => { const x = [...floating.querySelectorAll(CLOSERS)].find((e) => cx.shown(e) && !e.closest('.el-tree')); if (x) x.click(); },
    () => cx.clickOutside(),
    () => c.input.click(),
  ];
  for (const way of ways) {
    if (gone()) return;
    way();
    await cx.until(gone, 250);
  }
};

cx.treeDriver = {
  library: 'tree', kind: 'tree',
  enabled: (c) => !off(c.input),
  options: (c) => { const tree = treeOf(c); return tree ? leaves(tree).map(adapterOf(tree).label) : []; },
  state: (c) => {
    const tree = treeOf(c), shown = c.input.value;
    const words = shown.split(/[,，;；、]/).map((s) => s.trim()).filter(Boolean);
    const held = tree && leaves(tree).length ? ticked(tree) : words;
    // Ticked boxes that never reached the field are not submitted.
    return { visible: words, submitted: held.length && !words.length ? [] : held };
  },
  option: (c, label) => {
    const tree = treeOf(c) || allTrees().find(cx.shown), adapter = tree && adapterOf(tree);
    const leaf = tree && cx.shown(tree) && cx.pick(leaves(tree), label, adapter.label);
    const row = leaf && adapter.draw(tree, leaf);
    return row && cx.shown(row) ? adapter.box(row) : null;
  },
  now: () => false,
  later: async (c, value) => {
    const tree = await openTree(c), adapter = adapterOf(tree);
    try {
      const wanted = cx.list(value);
      const missing = () => wanted.find((w) => !cx.pick(leaves(tree), w, adapter.label));
      if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      const goal = new Set(wanted.map((w) => cx.pick(leaves(tree), w, adapter.label)));
      for (const leaf of leaves(tree)) {
        if (adapter.checked(leaf) === goal.has(leaf)) continue;
        if (adapter.disabled(leaf)) cx.fail(`选项不可选：${adapter.label(leaf)}`);
        const row = await cx.until(() => adapter.draw(tree, leaf), 300);
        if (!row) cx.fail(`选项中没有：${adapter.label(leaf)}`);
        adapter.click(row);
        await cx.rest();
      }
    } finally { await shutTree(c, tree); }
  },
};
// What is ticked in the open tree of this field; null where it is not a tree of this kind.
cx.treeTicked = ({ root, order }) => {
  const { control } = cx.lookup(cx.index(root), order);
  const tree = control && driverFor(control, 'tree') === cx.treeDriver && (treeOf(control) || allTrees().find(cx.shown));
  return tree ? ticked(tree) : null;
};
cx.leaveTree = async ({ root, order }) => {
  const { control } = cx.lookup(cx.index(root), order);
  const tree = control && (treeOf(control) || allTrees().find(cx.shown));
  if (tree && cx.shown(tree)) await shutTree(control, tree);
};
// Does this read-only input open a tree that is already in the page?
cx.opensTree = (c) => Boolean(c.driver.readonly && c.driver.readonly(c) && c.driver.kind === 'text' && (treeOf(c) || cx.hidesTree3(c.element)));
