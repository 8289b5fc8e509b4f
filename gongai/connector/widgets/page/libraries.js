// The libraries whose widgets are known: one row each. The first driver that takes an element has it, so plain HTML,
// which all of them are made of, comes last.

import { antDesign } from './libraries/antd/index.js';
import { easyui } from './libraries/easyui/index.js';
import { element } from './libraries/element/index.js';
import { elementPlus } from './libraries/elementplus/index.js';
import { files } from './libraries/files.js';
import { flatpickr } from './libraries/flatpickr.js';
import { layui } from './libraries/layui/index.js';
import { miniui } from './libraries/miniui.js';
import { my97 } from './libraries/my97.js';
import { plain } from './libraries/plain.js';
import { richtext } from './libraries/richtext.js';
import { select2 } from './libraries/select2.js';

/** @type {import('./types.js').Library[]} */
export const libraries = [
  element,
  layui,
  easyui,
  elementPlus,
  antDesign,
  select2,
  flatpickr,
  my97,
  miniui,
  richtext,
  files,
  plain,
];
