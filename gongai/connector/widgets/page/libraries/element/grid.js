// Tables of Element UI and Element Plus.

import { all } from '../../events.js';
import { drawn, grouped } from '../../grids.js';
import { ownText, tidy } from '../../text.js';

/** @type {import('../../types.js').Grid} */
export const grid = {
  css: '.el-table',
  columns: (t) => all(t, '.el-table__header-wrapper th').flatMap((th) => {
    const mark = [...th.classList].find((name) => /^el-table_\d+_column_\d+$/.test(name));
    return mark ? [{ title: tidy(ownText(th)), cell: (row) => drawn(row, `td.${mark}:not(.is-hidden)`) }] : [];
  }),
  rows: (t) => grouped(all(t, 'tr.el-table__row').filter((tr) => tr.closest('.el-table') === t), (tr) => all(tr.parentElement, ':scope > tr.el-table__row').indexOf(tr)),
};
