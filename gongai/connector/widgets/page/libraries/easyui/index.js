// jQuery EasyUI. A field is three things: the original input (hidden, keeps the component), the text a person sees, and
// the hidden .textbox-value that is submitted. Values are set by what the component does when an entry is clicked.

import { ez$, ezLabel } from './base.js';
import { dates } from './date.js';
import { easyGrid } from './grid.js';
import { ezRule } from './rule.js';
import { selects } from './select.js';
import { texts } from './text.js';
import { comboTree } from './tree.js';
import { upload } from './upload.js';

/** @param {import('../../types.js').Vendor} panel */
const shutCombo = (panel) => { if (panel.matches('.combo-p') && ez$()) ez$()(panel).children('.combo-panel').panel('close'); };

/** @type {import('../../types.js').Library} */
export const easyui = {
  name: 'easyui',
  drivers: [upload, comboTree, ...selects, ...dates, ...texts],
  labelRules: [ezLabel],
  sectionRules: [['.panel', '.panel-title']],
  dialogs: ['.panel.window:not(.messager-window)'],
  floats: ['.combo-p'],
  panels: ['.combo-p', '.messager-window', '.pagination', '.datagrid-pager', '.datagrid-header', '.calendar'],
  shutters: [shutCombo],
  toasts: ['.messager-body'],
  masks: ['.datagrid-mask', '.window-mask-msg'],
  boxes: [['.messager-window:has(.messager-body)', '.messager-body']],
  buttons: ['.l-btn'],
  deadButtons: ['.l-btn-disabled'],
  grids: [easyGrid],
  rules: [ezRule],
};
