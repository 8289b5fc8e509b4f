// What fields hold, and which there are.

import { indexForm } from './controls.js';
import { lookup } from './lookup.js';
import { anyOf, brought } from './registry.js';
import { staticText } from './statics.js';
import { tidy } from './text.js';
import { opensTree, treeDriver, withDriver } from './tree.js';

/** @typedef {import('./controls.js').Index} Index */
/** @typedef {import('./lookup.js').Field} Field */

/** @param {Index} index @param {Field} order */
export const reading = (index, order) => {
  const { control, trouble } = lookup(index, order);
  const words = !control && order.kind === 'readonly' ? staticText(index, order) : null;
  if (words !== null) return { found: true, enabled: false, visible: words, submitted: words, options: [], kind: 'readonly', trouble: '' };
  if (!control) return { found: false, enabled: false, visible: null, submitted: null, options: [], trouble };
  const c = withDriver(control, opensTree(control) ? 'tree' : order.kind);
  const state = c.driver.state(c);
  return { found: true, enabled: c.driver.enabled(c), ...state, options: (c.driver.options ? c.driver.options(c) : []).slice(0, 500), kind: c.driver.kind, trouble: '' };
};

/** @param {{ root: string, fields: Field[] }} what */
export const read = ({ root, fields }) => { const index = indexForm(root); return fields.map((f) => reading(index, f)); };

const kindOf = (c) => (opensTree(c) ? 'tree' : c.driver.readonly && c.driver.readonly(c) ? 'readonly' : c.driver.kind);
const isRequired = (c) => {
  const item = c.element.closest(anyOf(brought.items));
  const marks = anyOf([':required', ...brought.required]);
  return [item, c.first, c.input].some((e) => e && e.matches(marks)) || Boolean(c.driver.required && c.driver.required(c)) || /[*＊]/.test(c.label);
};
/** @param {string} root */
export const controls = (root) => indexForm(root).controls.filter((c) => c.visible).map((c, order) => {
  const kind = kindOf(c), driver = kind === 'tree' ? treeDriver : c.driver;
  return {
    section: c.titles[0] ?? '', label: tidy(c.label), kind, order,
    required: isRequired(c),
    options: driver.options ? driver.options({ ...c, driver }).slice(0, 500) : [],
    placeholder: c.placeholder || '', enabled: driver.enabled(c),
    length: c.input && c.input.maxLength > 0 ? c.input.maxLength : 0,
  };
});
// Where the forms around the visible controls would be sent, as far as the markup says so.
/** @param {string} root */
export const calls = (root) => {
  const forms = new Set(indexForm(root).controls.filter((c) => c.visible).map((c) => c.first.closest('form[action]')).filter(Boolean));
  return [...forms].filter((f) => !/^\s*(javascript:|#|$)/.test(f.getAttribute('action'))).map((f) => (
    `${(f.getAttribute('method') || 'get').toUpperCase()} ${new URL(f.getAttribute('action'), document.baseURI).pathname}`));
};
