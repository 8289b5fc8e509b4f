// Element Plus on Vue 3. The markup is close to Element UI's, the components are not: everything goes through what the
// component itself emits, so the page's model and handlers hear what they hear from a person. Labels, panels and
// tables are drawn as Element UI draws them: see its folder.

import { boxes, numberRule } from './boxes.js';
import { cascader, severalPaths } from './cascader.js';
import { dates } from './date.js';
import { selects } from './select.js';
import { texts } from './text.js';
import { hidesTree, tree, treeSelect } from './tree.js';

/** @type {import('../../types.js').Library} */
export const elementPlus = {
  name: 'element-plus',
  drivers: [treeSelect, ...selects, ...dates, cascader, severalPaths, ...boxes, ...texts],
  rules: [numberRule],
  dialogs: ['.el-overlay:not(.is-message-box)'],
  trees: [tree],
  hiddenTrees: [hidesTree],
};
