// The tree of check boxes of layui.

import { all } from '../../events.js';
import { tidy } from '../../text.js';

const layBox = (set) => set.querySelector(':scope > .layui-tree-entry input[type=checkbox]');
/** @type {import('../../types.js').TreeAdapter} */
export const tree = {
  css: '.layui-tree',
  nodes: (root) => all(root, '.layui-tree-set').filter(layBox),
  label: (set) => tidy(set.querySelector('.layui-tree-txt').textContent),
  checked: (set) => layBox(set).checked,
  leaf: (set) => !set.querySelector('.layui-tree-set'),
  disabled: (set) => layBox(set).disabled,
  draw: (_root, set) => {
    for (let up = set.parentElement.closest('.layui-tree-set'); up; up = up.parentElement.closest('.layui-tree-set')) {
      if (!up.classList.contains('layui-tree-spread')) up.querySelector(':scope > .layui-tree-entry .layui-tree-iconClick').click();
    }
    return set;
  },
  box: (set) => set.querySelector(':scope > .layui-tree-entry .layui-form-checkbox'),
  click: (set) => set.querySelector(':scope > .layui-tree-entry .layui-form-checkbox').click(),
};
