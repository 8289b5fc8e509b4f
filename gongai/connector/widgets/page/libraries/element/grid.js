// Tables of Element UI and Element Plus.

import { all } from '../../events.js';
import { drawn, grouped } from '../../grids.js';
import { ownText, tidy } from '../../text.js';

/** @type {import('../../types.js').Grid} */
export const grid = {
  css: '.el-table',
  columns: (t) => all(t, '.el-table__header-wrapper th').map((th) => ({ title: tidy(ownText(th)), mark: [...th.classList].find((name) => /^el-table_\d+_column_\d+$/.test(name)) })).filter((c) => c.mark).map((c) => ({ ...c, cell: (row) => drawn(row, `td.${c.mark}:not(.is-hidden)`) })),
  rows: (t) => grouped(all(t, 'tr.el-table__row').filter((tr) => tr.closest('.el-table') === t), (tr) => all(tr.parentElement, ':scope > tr.el-table__row').indexOf(tr)),
};
