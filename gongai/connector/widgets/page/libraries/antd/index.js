// Ant Design, on Vue 3 and on React: the same markup and, inside, the same parts under the same names. What a person's
// click ends in is called directly: long lists are virtual, so most of their entries are not in the page at all.

import { antLabel, shutAnt } from './base.js';
import { boxes } from './boxes.js';
import { cascader, severalPaths } from './cascader.js';
import { dates } from './date.js';
import { grid } from './grid.js';
import { antRule } from './rule.js';
import { selects } from './select.js';
import { texts } from './text.js';
import { treeSelect } from './tree.js';
import { upload } from './upload.js';

/** @type {import('../../types.js').Library} */
export const antDesign = {
  name: 'ant-design',
  drivers: [upload, ...selects, cascader, severalPaths, treeSelect, ...dates, ...boxes, ...texts],
  labelRules: [antLabel],
  sectionRules: [['.ant-card', '.ant-card-head-title'], ['.ant-collapse-item', '.ant-collapse-header'], ['.ant-modal', '.ant-modal-title'], ['.ant-drawer', '.ant-drawer-title']],
  headings: ['.ant-divider-inner-text'],
  items: ['.ant-form-item'],
  bodies: ['.ant-form-item-control'],
  statics: ['.ant-form-item-label > label', '.ant-descriptions-item-label'],
  required: ['.ant-form-item:has(> .ant-form-item-label > .ant-form-item-required, > .ant-row > .ant-form-item-label > .ant-form-item-required)'],
  dialogs: ['.ant-modal-wrap:not(:has(.ant-modal-confirm))', '.ant-drawer.ant-drawer-open'],
  floats: ['.ant-select-dropdown', '.ant-picker-dropdown'],
  panels: [
    '.ant-select-dropdown', '.ant-picker-dropdown', '.ant-pagination', '.ant-modal-confirm', '.ant-tree', '.ant-transfer',
    '.ant-table-selection-column', '.ant-picker-calendar', '.ant-upload-list',
  ],
  shutters: [shutAnt],
  toasts: ['.ant-message-notice', '.ant-notification-notice'],
  masks: ['.ant-spin-spinning'],
  boxes: [['.ant-modal-confirm', '.ant-modal-confirm-body']],
  buttons: ['.ant-btn'],
  deadButtons: ['.ant-btn-loading'],
  grids: [grid],
  rules: [antRule],
};
