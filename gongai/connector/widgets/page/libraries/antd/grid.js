// Tables of Ant Design.

import { all } from '../../events.js';
import { byIndex } from '../../grids.js';

/** @type {import('../../types.js').Grid} */
export const grid = {
  css: '.ant-table',
  columns: (t) => byIndex([...((t.querySelector('.ant-table-thead tr:last-child') || { cells: [] }).cells)]),
  rows: (t) => all(t, '.ant-table-tbody > tr.ant-table-row').filter((tr) => tr.closest('.ant-table') === t).map((tr) => [tr]),
};
