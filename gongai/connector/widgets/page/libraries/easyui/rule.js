// What the controls of EasyUI allow: bounds of a number, and the checks that the page has put on a text.

import { ez$, ezData } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Rule} Rule */
/** @typedef {import('../../types.js').Value} Value */
/** @typedef {import('../../types.js').Vendor} Vendor */

// `length[0,10]`, or { length: [0, 10] }, or several of them.
/** @param {Vendor} type @returns {[string, Vendor[]][]} */
const checksOf = (type) => {
  if (!type) return [];
  if (Array.isArray(type)) return type.flatMap(checksOf);
  if (typeof type === 'object') return Object.entries(type);
  const [, name, list] = /^\s*(\w+)\s*(\[.*\])?\s*$/.exec(type) || ['', '', ''];
  try { return name ? [[name, JSON.parse((list || '[]').replace(/'/g, '"'))]] : []; } catch { return []; }
};
/** @param {string} message @param {Vendor[]} given */
const worded = (message, given) => message.replace(/\{(\d)\}/g, (_all, at) => String(given[Number(at)] ?? ''));
/** @param {Control} c @param {Value} value @returns {Rule | null} */
export const ezRule = (c, value) => {
  if (c.driver.library !== 'easyui' || !['text', 'textarea', 'number'].includes(c.driver.kind) || Array.isArray(value)) return null;
  const number = ezData(c.element, 'numberbox') || ezData(c.element, 'numberspinner');
  const { min, max, precision } = number ? number.options : /** @type {Vendor} */ ({});
  const box = ezData(c.element, 'textbox'), rules = ez$().fn.validatebox.defaults.rules;
  const said = checksOf(box && box.options.validType).filter(([name]) => name !== 'remote' && rules[name])
    .filter(([name, given]) => !rules[name].validator.call(c.input, value, given))
    .map(([name, given]) => worded(String(rules[name].message), given));
  return { min, max, decimals: number ? precision : undefined, words: said[0] };
};
