// A grid whose rows turn into fields: opened, filled, taken over.

import { all, fire } from '../../events.js';
import { byField, grouped } from '../../grids.js';
import { until } from '../../wait.js';
import { ez$ } from './base.js';

const ezGrid = (view) => { const $ = ez$(), t = view.querySelector(':scope > table'); return $ && t && $.data(t, 'datagrid') ? $(t) : null; };
const ezRowIndex = (row) => Number(row[0].getAttribute('datagrid-row-index'));
const isEditing = (row) => row.some((tr) => tr.classList.contains('datagrid-row-editing'));

/** @type {import('../../types.js').Grid} */
export const easyGrid = {
  css: '.datagrid-view',
  columns: (t) => byField(all(t, '.datagrid-header td'), 'field'),
  rows: (t) => grouped(t.querySelectorAll('.datagrid-body tr.datagrid-row'), (tr) => tr.getAttribute('datagrid-row-index')),
  editing: (t, row) => isEditing(row),
  // A row is opened the way this page has it, by a click or two, and by the grid itself where that is a button elsewhere.
  open: async (t, at) => {
    const row = () => easyGrid.rows(t)[at], there = () => isEditing(row());
    const cell = row()[0].querySelector('td[field]');
    for (const type of ['mousedown', 'mouseup', 'click', 'dblclick']) if (!there()) fire(cell, type, MouseEvent);
    if (!there() && ezGrid(t)) ezGrid(t).datagrid('beginEdit', ezRowIndex(row()));
    await until(there, 300);
  },
  // What the editors held must be in the row's data, or the grid did not take it.
  close: (t, at) => {
    const data$ = ezGrid(t), row = easyGrid.rows(t)[at], i = row ? ezRowIndex(row) : -1;
    if (!data$ || !row || !isEditing(row)) return '';
    const held = data$.datagrid('getEditors', i).map((ed) => [ed.field, ed.actions.getValue(ed.target)]);
    data$.datagrid('endEdit', i);
    if (isEditing(easyGrid.rows(t)[at])) return '这一行没有通过页面的检查';
    const data = data$.datagrid('getRows')[i], lost = held.find(([field, value]) => String(data[field] ?? '') !== String(value ?? ''));
    return lost ? `这一行没有保存：${lost[0]}` : '';
  },
};
