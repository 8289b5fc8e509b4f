// jQuery EasyUI: from the box a person sees to the component behind it.

import { all } from '../../events.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @returns {Vendor} */
export const ez$ = () => /** @type {Vendor} */ (window).jQuery;
export const ezTarget = (span) => span.previousElementSibling;
/** @param {Vendor} span @param {string} name @returns {Vendor} */
export const ezData = (span, name) => { const $ = ez$(), t = ezTarget(span); return ($ && $.data && t && $.data(t, name)) || null; };
/** @param {Control} c @param {string} name @param {...unknown} args @returns {Vendor} */
export const ezCall = (c, name, ...args) => ez$()(ezTarget(c.element))[name](...args);
/** @param {Control} c @returns {string[]} */
export const ezHidden = (c) => all(c.element, '.textbox-value').map((e) => e.value).filter((v) => v !== '');
// The grey hint of an empty field stands in the field as its text.
/** @param {Control} c @param {string} name  of the component */
export const ezShown = (c, name) => (c.input.classList.contains('textbox-prompt') && c.input.value === (ezCall(c, name, 'options').prompt || '') ? '' : c.input.value);
export const ezBlank = (f) => typeof f !== 'function' || /^function\s*\([^)]*\)\s*\{\s*\}$/.test(String(f));

/** @param {Vendor} e @returns {Vendor} */
export const ezLabel = (e) => {
  const span = e.matches('span.textbox, span.switchbutton') ? e : null;
  const left = span && ezTarget(span) && ezTarget(span).previousElementSibling;
  if (left && left.matches('label')) return left;
  const cell = e.closest('.datagrid-row td[field]'), view = cell && cell.closest('.datagrid-view');
  return view ? view.querySelector(`.datagrid-header td[field="${CSS.escape(cell.getAttribute('field'))}"] .datagrid-cell span`) : null;
};
/**
 * @param {string} kind @param {string} name  of the component
 * @param {Omit<Driver, 'library' | 'kind' | 'css' | 'enabled'> & Partial<Driver>} own
 * @returns {Driver}
 */
export const ez = (kind, name, own) => ({
  library: 'easyui', kind, css: 'span.textbox',
  accept: (e) => Boolean(ezData(e, name)),
  claims: (e) => [ezTarget(e)],
  enabled: (c) => { const o = ezCall(c, name, 'options'); return !o.disabled && !o.readonly; },
  readonly: (c) => Boolean(ezCall(c, name, 'options').readonly),
  required: (c) => Boolean(ezCall(c, name, 'options').required),
  placeholder: (c) => ezCall(c, name, 'options').prompt || '',
  opener: (c) => c.element.querySelector('.combo-arrow') || c.input,
  ...own,
});
