// What the controls of Ant Design allow: what they were given says so, not their markup.

import { antProps } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Rule} Rule */

const COUNTED = ['multiselect', 'upload'];
/** @param {Control} c @returns {Rule | null} */
export const antRule = (c) => {
  if (c.driver.library === 'ant-design' && c.driver.kind === 'number') {
    const given = (name) => antProps(c.element).map((p) => p[name]).find((x) => x !== undefined && x !== null);
    return { min: given('min'), max: given('max'), decimals: given('precision') };
  }
  if (!COUNTED.includes(c.driver.kind) || !c.element.closest('.ant-select, .ant-upload-wrapper')) return null;
  return { count: antProps(c.element).map((p) => p.maxCount).find((x) => typeof x === 'number') };
};
