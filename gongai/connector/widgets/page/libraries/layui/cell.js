// A cell of a table that turns into an input when it is clicked; what is sent stands in the table's own data.

import { fire } from '../../events.js';
import { fail, tidy } from '../../text.js';
import { laySelf } from './base.js';

const layCellData = (td) => {
  const view = td.closest('.layui-table-view'), id = view.getAttribute('lay-table-id') || view.getAttribute('lay-id');
  const rows = laySelf() && laySelf().table && laySelf().table.cache[id];
  return (rows && rows[td.closest('tr').dataset.index]) || {};
};
const layOpen = (td) => { if (!td.querySelector('.layui-table-edit')) td.click(); return td.querySelector('.layui-table-edit'); };
/** @type {import('../../types.js').Driver} */
export const cell = {
  library: 'layui', kind: 'text', css: '.layui-table-view td[data-edit]',
  accept: (e) => !['', 'false'].includes(e.dataset.edit) && !e.querySelector('input:not(.layui-table-edit), select, textarea:not(.layui-table-edit)'),
  enabled: () => true,
  state: (c) => ({ visible: tidy((c.element.querySelector('.layui-table-edit') || {}).value ?? c.element.innerText), submitted: String(layCellData(c.element)[c.element.dataset.field] ?? '') }),
  now: (c, value) => {
    const box = layOpen(c.element);
    if (!box) return fail('已禁用');
    box.value = String(value);
    fire(box, 'change');
    box.blur();
    if (box.isConnected) fire(box, 'blur', FocusEvent, { bubbles: false });
    return true;
  },
  entry: (c) => layOpen(c.element),
};
