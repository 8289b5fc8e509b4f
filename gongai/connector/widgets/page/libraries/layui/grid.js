// Tables of layui.

import { all } from '../../events.js';
import { byField, grouped } from '../../grids.js';

/** @type {import('../../types.js').Grid} */
export const grid = {
  css: '.layui-table-view',
  columns: (t) => byField(all(t, '.layui-table-header th'), 'data-field'),
  rows: (t) => grouped(t.querySelectorAll('.layui-table-body tr[data-index]'), (tr) => tr.dataset.index),
};
