// What the texts of layui allow: the checks by name that its form runs before it is submitted.

import { laySelf } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Rule} Rule */
/** @typedef {import('../../types.js').Value} Value */

/** @param {Control} c @param {Value} value @returns {Rule | null} */
export const layRule = (c, value) => {
  const names = c.input && ['text', 'textarea', 'number'].includes(c.driver.kind) ? c.input.getAttribute('lay-verify') : '';
  const form = names && laySelf() && laySelf().form, known = (form && form.config && form.config.verify) || {};
  for (const name of (names || '').split('|')) {
    const check = name === 'required' ? null : known[name];
    const said = Array.isArray(check) ? (check[0].test(value) ? '' : check[1]) : typeof check === 'function' ? check(value, c.input) : '';
    if (said) return { words: String(said) };
  }
  return null;
};
