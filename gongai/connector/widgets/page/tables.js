// Tables whose rows are filled or chosen from: cells go by the title of their column.

import { indexForm } from './controls.js';
import { all, isShown } from './events.js';
import { rowOf, tablesIn, theTable } from './roots.js';
import { listOf, tidy } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */
/** @typedef {import('./roots.js').Where} Where */

/** @param {Where} where */
export const tableState = (where) => {
  const found = tablesIn(where), one = found.length === 1 ? found[0] : null;
  return { count: found.length, rows: one ? one.grid.rows(one.element).length : 0, columns: one ? one.columns.map((c) => c.title).filter(Boolean) : [] };
};
/** @param {Where} where */
export const tableRows = (where) => {
  const one = theTable(where);
  if (!one) return [];
  const fields = indexForm(where.root).controls;
  const held = (cell) => {
    const inside = fields.filter((c) => c.visible && cell.contains(c.first));
    if (!inside.length) return tidy(cell.innerText);
    return inside.map((c) => listOf(c.driver.state(c).submitted).join('、')).join(' ');
  };
  return one.grid.rows(one.element).map((row) => Object.fromEntries(one.columns.filter((c) => c.title && c.cell(row)).map((c) => [c.title, held(c.cell(row))])));
};
/** @param {Where} where */
export const openRow = async (where) => {
  const at = rowOf(where);
  if (at && at.grid.open && !(at.grid.editing && at.grid.editing(at.element, at.row))) await at.grid.open(at.element, at.number);
};
/** @param {Where} where */
export const closeRow = (where) => { const at = rowOf(where); return at && at.grid.close ? at.grid.close(at.element, at.number) : ''; };
const MARKS = '.el-checkbox, .el-radio, .ant-checkbox-wrapper, .ant-radio-wrapper, .layui-form-checkbox, .layui-form-radio, input[type=radio], input[type=checkbox]';
const MARKED = 'input:checked, .is-checked, .layui-form-checked, .layui-form-radioed';
const MARKED_ROW = /(^|[\s-])(selected|checked|current-row|layui-table-click)(\s|$)/;
// What a person clicks to choose a row: its radio or check box, else the row itself.
/** @param {Where} where @returns {Vendor} */
export const rowMark = (where) => {
  const at = rowOf(where);
  if (!at) return null;
  const box = at.row.flatMap((tr) => all(tr, MARKS)).find(isShown);
  return box || at.row.flatMap((tr) => [...tr.cells]).find((td) => isShown(td) && tidy(td.innerText));
};
/** @param {Where} where */
export const rowMarked = (where) => {
  const at = rowOf(where);
  return at !== null && at.row.some((tr) => tr.querySelector(MARKED) || MARKED_ROW.test(tr.className));
};
