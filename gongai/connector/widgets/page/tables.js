// Tables whose rows are filled or chosen from: cells go by the title of their column. A row is one or more elements
// (fixed columns are drawn beside the others); what a person must do before a row can be typed into is done here, too.
const byIndex = (heads) => heads.map((head, i) => ({ title: cx.tidy(cx.text(head)), cell: (row) => row.flatMap((tr) => [tr.cells[i]]).find(Boolean) }));
const grouped = (rows, key) => { const all = new Map(); for (const row of rows) { const k = key(row); all.set(k, [...(all.get(k) || []), row]); } return [...all.values()]; };
const drawn = (row, css) => row.flatMap((tr) => [...tr.querySelectorAll(css)]).find((td) => cx.shown(td) && getComputedStyle(td.firstElementChild || td).visibility !== 'hidden');
// A fixed column's head is drawn twice.
const byField = (heads, name) => heads.filter((th, i) => th.getAttribute(name) && heads.findIndex((x) => x.getAttribute(name) === th.getAttribute(name)) === i).map((th) => ({ title: cx.tidy(cx.text(th)), field: th.getAttribute(name), cell: (row) => drawn(row, `td[${name}="${CSS.escape(th.getAttribute(name))}"]`) }));
const ezGrid = (view) => { const $ = ez$(), t = view.querySelector(':scope > table'); return $ && t && $.data(t, 'datagrid') ? $(t) : null; };
const ezRowIndex = (row) => Number(row[0].getAttribute('datagrid-row-index'));
const GRIDS = [{
  css: '.el-table',
  columns: (t) => [...t.querySelectorAll('.el-table__header-wrapper th')].map((th) => ({ title: cx.tidy(cx.text(th)), mark: [...th.classList].find((name) => /^el-table_\d+_column_\d+$/.test(name)) })).filter((c) => c.mark).map((c) => ({ ...c, cell: (row) => drawn(row, `td.${c.mark}:not(.is-hidden)`) })),
  rows: (t) => grouped([...t.querySelectorAll('tr.el-table__row')].filter((tr) => tr.closest('.el-table') === t), (tr) => [...tr.parentElement.querySelectorAll(':scope > tr.el-table__row')].indexOf(tr)),
}, {
  css: '.ant-table',
  columns: (t) => byIndex([...((t.querySelector('.ant-table-thead tr:last-child') || { cells: [] }).cells)]),
  rows: (t) => [...t.querySelectorAll('.ant-table-tbody > tr.ant-table-row')].filter((tr) => tr.closest('.ant-table') === t).map((tr) => [tr]),
}, {
  css: '.layui-table-view',
  columns: (t) => byField([...t.querySelectorAll('.layui-table-header th')], 'data-field'),
  rows: (t) => grouped(t.querySelectorAll('.layui-table-body tr[data-index]'), (tr) => tr.dataset.index),
}, {
  css: '.datagrid-view',
  columns: (t) => byField([...t.querySelectorAll('.datagrid-header td')], 'field'),
  rows: (t) => grouped(t.querySelectorAll('.datagrid-body tr.datagrid-row'), (tr) => tr.getAttribute('datagrid-row-index')),
  editing: (t, row) => row.some((tr) => tr.classList.contains('datagrid-row-editing')),
  // A row is opened the way this page has it, by a click or two, and by the grid itself where that is a button elsewhere.
  open: async (t, at) => {
    const row = () => GRIDS[3].rows(t)[at], there = () => GRIDS[3].editing(t, row());
    const cell = row()[0].querySelector('td[field]');
    for (const type of ['mousedown', 'mouseup', 'click', 'dblclick']) if (!there()) cx.fire(cell, type, MouseEvent);
    if (!there() && ezGrid(t)) ezGrid(t).datagrid('beginEdit', ezRowIndex(row()));
    await cx.until(there, 300);
  },
  // What the editors held must be in the row's data, or the grid did not take it.
  close: (t, at) => {
    const grid = ezGrid(t), row = GRIDS[3].rows(t)[at], i = row ? ezRowIndex(row) : -1;
    if (!grid || !row || !GRIDS[3].editing(t, row)) return '';
    const held = grid.datagrid('getEditors', i).map((ed) => [ed.field, ed.actions.getValue(ed.target)]);
    grid.datagrid('endEdit', i);
    if (GRIDS[3].editing(t, GRIDS[3].rows(t)[at])) return '这一行没有通过页面的检查';
    const data = grid.datagrid('getRows')[i], lost = held.find(([field, value]) => String(data[field] ?? '') !== String(value ?? ''));
    return lost ? `这一行没有保存：${lost[0]}` : '';
  },
}, {
  css: 'table',
  columns: (t) => byIndex([...(headRow(t) || { cells: [] }).cells]),
  rows: (t) => [...t.tBodies].flatMap((body) => [...body.rows]).filter((tr) => tr !== headRow(t) && tr.querySelector('td') && cx.shown(tr)).map((tr) => [tr]),
}];
cx.tables = ({ root, section, columns }) => {
  const known = new Map(), want = (columns || []).map(cx.norm), part = cx.norm(section);
  const found = [];
  for (const grid of GRIDS) {
    for (const box of cx.roots(root)) {
      for (const e of [...(box.matches(grid.css) ? [box] : []), ...box.querySelectorAll(grid.css)]) {
        if (!cx.shown(e) || found.some((one) => one.element.contains(e))) continue;
        const titles = grid.columns(e), names = titles.map((c) => cx.norm(c.title));
        if (!titles.length || want.some((w) => !names.includes(w))) continue;
        if (part && !cx.sectionsOf(e, known).map(cx.norm).includes(part)) continue;
        found.push({ grid, element: e, columns: titles });
      }
    }
  }
  return found;
};
const theTable = (where) => { const all = cx.tables(where); return all.length === 1 ? all[0] : null; };
cx.tableState = (where) => {
  const all = cx.tables(where), one = all.length === 1 ? all[0] : null;
  return { count: all.length, rows: one ? one.grid.rows(one.element).length : 0, columns: one ? one.columns.map((c) => c.title).filter(Boolean) : [] };
};
const rowOf = (where) => { const one = theTable(where), row = one && one.grid.rows(one.element)[where.row]; return row ? { ...one, row } : null; };
cx.rowRoots = (where) => { const at = rowOf(where); return at ? at.row : []; };
cx.tableRows = (where) => {
  const one = theTable(where);
  if (!one) return [];
  const { controls } = cx.index(where.root);
  const held = (cell) => {
    const inside = controls.filter((c) => c.visible && cell.contains(c.first));
    if (!inside.length) return cx.tidy(cell.innerText);
    return inside.map((c) => cx.list(c.driver.state(c).submitted).join('、')).join(' ');
  };
  return one.grid.rows(one.element).map((row) => Object.fromEntries(one.columns.filter((c) => c.title && c.cell(row)).map((c) => [c.title, held(c.cell(row))])));
};
cx.openRow = async (where) => { const at = rowOf(where); if (at && at.grid.open && !at.grid.editing(at.element, at.row)) await at.grid.open(at.element, where.row); };
cx.closeRow = (where) => { const at = rowOf(where); return at && at.grid.close ? at.grid.close(at.element, where.row) : ''; };
// What a person clicks to choose a row: its radio or check box, else the row itself.
cx.rowMark = (where) => {
  const at = rowOf(where);
  if (!at) return null;
  const box = at.row.flatMap((tr) => [...tr.querySelectorAll('.el-checkbox, .el-radio, .ant-checkbox-wrapper, .ant-radio-wrapper, .layui-form-checkbox, .layui-form-radio, input[type=radio], input[type=checkbox]')]).find(cx.shown);
  return box || at.row.flatMap((tr) => [...tr.cells]).find((td) => cx.shown(td) && cx.tidy(td.innerText));
};
cx.rowMarked = (where) => {
  const at = rowOf(where);
  return Boolean(at) && at.row.some((tr) => tr.querySelector('input:checked, .is-checked, .layui-form-checked, .layui-form-radioed') || /(^|[\s-])(selected|checked|current-row|layui-table-click)(\s|$)/.test(tr.className));
};
