// Element UI 2 on Vue 2. Values are read from the component (what the model holds), set by the component's own
// event path wherever it does not need an open drop-down: one task, so Vue renders the page once.

import { columnLabel, itemLabel } from './base.js';
import { boxes, numberRule } from './boxes.js';
import { cascader } from './cascader.js';
import { dates } from './date.js';
import { grid } from './grid.js';
import { selects } from './select.js';
import { shutPanel } from './shut.js';
import { texts } from './text.js';
import { tree } from './tree.js';
import { upload, uploadRule } from './upload.js';

/** @type {import('../../types.js').Library} */
export const element = {
  name: 'element-ui',
  drivers: [upload, ...selects, ...dates, cascader, ...boxes, ...texts],
  labelRules: [itemLabel, columnLabel],
  sectionRules: [
    ['.el-card', '.el-card__header'], ['.el-collapse-item', '.el-collapse-item__header'], ['fieldset', 'legend'],
    ['.el-dialog', '.el-dialog__title'], ['.el-drawer', '.el-drawer__header'],
  ],
  headings: ['.el-divider__text'],
  items: ['.el-form-item'],
  bodies: ['.el-form-item__content'],
  statics: ['.el-form-item__label', '.el-descriptions__label', '.el-descriptions-item__label'],
  required: ['.el-form-item.is-required'],
  dialogs: ['.el-dialog__wrapper', '.el-drawer__wrapper'],
  floats: ['.el-select-dropdown', '.el-picker-panel', '.el-cascader__dropdown', '.el-autocomplete-suggestion', '.el-popover', '.el-dropdown-menu'],
  panels: [
    '.el-picker-panel', '.el-select-dropdown', '.el-cascader__dropdown', '.el-autocomplete-suggestion', '.el-popover', '.el-pagination',
    '.el-transfer', '.el-message-box', '.el-tree', '.el-upload-list',
  ],
  shutters: [shutPanel],
  toasts: ['.el-message', '.el-notification'],
  masks: ['.el-loading-mask'],
  boxes: [['.el-message-box', '.el-message-box__message']],
  buttons: ['.el-button'],
  deadButtons: ['.is-disabled', '.is-loading'],
  trees: [tree],
  grids: [grid],
  rules: [numberRule, uploadRule],
};
