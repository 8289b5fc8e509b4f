// What a control itself allows. It is asked before anything is put in: what a script sets, no browser and no library
// holds to these rules, and the portal finds out much later, or cuts it off.

import { brought } from './registry.js';
import { fail, listOf } from './text.js';

/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Rule} Rule */
/** @typedef {import('./types.js').Value} Value */
/** @typedef {import('./types.js').Vendor} Vendor */

const TYPED = ['text', 'textarea', 'number', 'richtext'];
const isSet = (x) => x !== undefined && x !== null && x !== '';

// The rules that HTML itself knows.
/** @param {Vendor} input @returns {Rule} */
const markup = (input) => {
  const { type, maxLength, minLength, min, max, pattern } = input;
  return {
    most: maxLength > 0 ? maxLength : undefined,
    least: minLength > 0 ? minLength : undefined,
    ...(type === 'number' ? { min, max } : {}),
    pattern: pattern || undefined,
  };
};
/** @param {string} pattern @param {string} text */
const fits = (pattern, text) => { try { return new RegExp(`^(?:${pattern})$`, 'u').test(text); } catch { return true; } };
/** @param {Rule} rule @param {string} text */
const againstText = (rule, text) => {
  const { most, least, pattern } = rule;
  if (isSet(most) && text.length > Number(most)) return `最多 ${most} 个字，要填的有 ${text.length} 个字`;
  if (isSet(least) && text.length < Number(least)) return `至少 ${least} 个字，要填的只有 ${text.length} 个字`;
  return pattern && !fits(pattern, text) ? `格式须符合 ${pattern}，要填的是 ${text}` : '';
};
/** @param {Rule} rule @param {string} text */
const againstNumber = (rule, text) => {
  const { min, max, decimals } = rule, part = (/\.(\d*?)0*$/.exec(text) || ['', ''])[1];
  if (isSet(min) && Number(text) < Number(min)) return `不能小于 ${min}，要填的是 ${text}`;
  if (isSet(max) && Number(text) > Number(max)) return `不能大于 ${max}，要填的是 ${text}`;
  return isSet(decimals) && part.length > Number(decimals) ? `最多 ${decimals} 位小数，要填的是 ${text}` : '';
};
/** @param {Rule} rule @param {Value} value @param {boolean} typed */
const against = (rule, value, typed) => {
  if (rule.words) return rule.words;
  if (isSet(rule.count) && Array.isArray(value) && value.length > Number(rule.count)) return `最多 ${rule.count} 项，要填的有 ${value.length} 项`;
  if (!typed || Array.isArray(value)) return '';
  return againstText(rule, value) || againstNumber(rule, value.trim());
};

// Fails at the first rule that shuts the value out. An empty one takes a value away, and is not judged.
/** @param {Control} c @param {Value} value */
export const obey = (c, value) => {
  if (!listOf(value).length) return;
  const typed = TYPED.includes(c.driver.kind);
  const rules = [typed && c.input ? markup(c.input) : {}, ...brought.rules.map((ask) => ask(c, value) || {})];
  const why = rules.map((rule) => against(rule, value, typed)).find(Boolean);
  if (why) fail(`页面的规则不允许：${why}`);
};
// What no driver can do is said to be so, instead of being taken for something else.
/** @param {string} what @returns {never} */
export const unsupported = (what) => fail(`不支持：${what}。请人工填写`);
