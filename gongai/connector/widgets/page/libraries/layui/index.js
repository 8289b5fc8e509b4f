// layui 2. The original select, radio or check box stays in the page, hidden, and is what is submitted; what a person
// sees stands right behind it and can be clicked without being open: no drop-down is ever drawn.

import { layColumn, layLabel } from './base.js';
import { boxes } from './boxes.js';
import { cell } from './cell.js';
import { dates } from './date.js';
import { grid } from './grid.js';
import { layRule } from './rule.js';
import { select } from './select.js';
import { tree } from './tree.js';

/** @type {import('../../types.js').Library} */
export const layui = {
  name: 'layui',
  drivers: [select, ...boxes, cell, ...dates],
  labelRules: [layColumn, layLabel],
  sectionRules: [
    ['.layui-card', '.layui-card-header'], ['.layui-elem-field', 'legend'], ['.layui-colla-item', '.layui-colla-title'], ['.layui-layer', '.layui-layer-title'],
  ],
  items: ['.layui-form-item'],
  statics: ['.layui-form-label'],
  required: ['[lay-verify*=required]'],
  dialogs: ['.layui-layer-page'],
  floats: ['.layui-form-selected > dl', '.layui-select-panel-wrap > dl', '.layui-laydate:not(.layui-laydate-static)'],
  panels: ['.layui-laydate', '.layui-select-panel-wrap', '.layui-layer-dialog', '.layui-laypage', '.layui-table-tool', '.layui-tree', '.layui-transfer'],
  toasts: ['.layui-layer-msg'],
  masks: ['.layui-layer-loading'],
  boxes: [['.layui-layer-dialog:not(.layui-layer-msg)', '.layui-layer-content']],
  buttons: ['.layui-btn'],
  deadButtons: ['.layui-btn-disabled'],
  trees: [tree],
  grids: [grid],
  rules: [layRule],
};
