// Ant Design: the way from an element to what drew it, on Vue 3 and on React, and what its drivers share.

import { all, clickAll, clickOutside, fireBlur, isOff, isShown, pressKey } from '../../events.js';
import { norm, ownText } from '../../text.js';
import { given3, owner3 } from '../../vue.js';
import { until } from '../../wait.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

export const antItem = (e) => e.closest('.ant-form-item');
/** @param {Vendor} e @returns {Vendor} */
export const antLabel = (e) => {
  for (let item = antItem(e); item; item = item.parentElement && antItem(item.parentElement)) {
    const label = item.querySelector(':scope > .ant-form-item-label > label, :scope > .ant-row > .ant-form-item-label > label');
    // The title is the label without the marks that stand beside it.
    if (label && norm(label.title || ownText(label))) return label.title || label;
  }
  const cell = e.closest('td.ant-table-cell'), table = cell && cell.closest('.ant-table');
  return table ? table.querySelectorAll('.ant-table-thead tr:first-child > th')[cell.cellIndex] || null : null;
};

const ANT_EDGE = '.ant-form-item, form, .ant-modal, .ant-drawer, td, body';
export const fiberOf = (e) => { const key = Object.keys(e).find((k) => k.startsWith('__reactFiber$')); return key ? e[key] : null; };
// An element may still point to a fibre of the drawing before: the current one is found from the root downwards.
const fibers = (e) => {
  /** @type {Vendor[]} */
  const way = [];
  for (let f = fiberOf(e); f; f = f.return) way.push(f);
  if (!way.length) return [];
  let at = way.pop().stateNode.current;
  const now = [at];
  while (way.length) {
    const want = way.pop();
    let hit = null;
    for (let child = at.child; child; child = child.sibling) if (child === want || child === want.alternate) { hit = child; break; }
    if (!hit) return [];
    now.push(hit);
    at = hit;
  }
  return now.reverse();
};
// What the components around an element were given, from the inside to the edge of the field.
/** @param {Vendor} e @returns {Vendor[]} */
export const antProps = (e) => {
  /** @type {Vendor[]} */
  const found = [];
  for (const f of fibers(e)) {
    if (f.tag === 5 && f.stateNode !== e && f.stateNode.matches(ANT_EDGE)) break;
    if (f.tag !== 5 && f.memoizedProps && typeof f.memoizedProps === 'object') found.push(f.memoizedProps);
  }
  for (let vm = found.length ? null : owner3(e); vm && !/^A(FormItem|Form|Modal|Drawer|Table)$/.test(vm.type.name || ''); vm = vm.parent) found.push(vm.props);
  return found;
};
/** @param {Vendor} e @param {(given: Vendor) => unknown} looksRight @returns {Vendor} */
export const antGiven = (e, looksRight) => {
  for (const f of fibers(e)) {
    const value = f.tag === 10 && f.memoizedProps.value;
    if (value && typeof value === 'object' && looksRight(value)) return value;
  }
  const vm = owner3(e);
  return vm ? given3(vm, looksRight) : null;
};
export const plainOf = (x) => (x && x.__v_isRef ? x.value : x);
// A label may be text, or something to be drawn by either framework.
/** @param {Vendor} x @returns {string} */
export const antText = (x) => {
  if (x === null || x === undefined || typeof x === 'boolean') return '';
  if (typeof x === 'string' || typeof x === 'number') return String(x);
  if (typeof x === 'function') return antText(x());
  if (Array.isArray(x)) return x.map(antText).join('');
  if (x.__v_isVNode) return antText(x.children && x.children.default ? x.children.default : x.children);
  return x.props ? antText(x.props.children) : '';
};
/**
 * @param {string} kind @param {string} css
 * @param {Omit<Driver, 'library' | 'kind' | 'css'>} own
 * @returns {Driver}
 */
export const ant = (kind, css, own) => ({ library: 'ant-design', kind, css, ...own });
/** @param {Control} c */
export const antOff = (c) => isOff(c.input) || /(^|\s)ant-[\w-]+-disabled(\s|$)/.test(c.element.className);
/** @param {Control} c */
export const antDrop = (c) => {
  const id = c.input.getAttribute('aria-controls') || c.input.getAttribute('aria-owns'), list = id && document.getElementById(id), own = list && list.closest('.ant-select-dropdown');
  // A tree is no list and has no such name: the one that is open and not on its way out.
  return own || all(document, '.ant-select-dropdown').find((e) => isShown(e) && getComputedStyle(e).pointerEvents !== 'none') || null;
};
/** @param {Control} c */
export const antUnfold = async (c) => {
  const selector = c.element.querySelector('.ant-select-selector') || c.element;
  if (c.input.getAttribute('aria-expanded') !== 'true') clickAll(selector);
  await until(() => c.input.getAttribute('aria-expanded') === 'true', 300);
};
/** @param {Control} c */
export const antFold = async (c) => {
  clickOutside();
  c.input.blur();
  fireBlur(c.input);
  await until(() => c.input.getAttribute('aria-expanded') !== 'true', 300);
};
/** @param {Vendor} panel */
export const shutAnt = (panel) => {
  if (!panel.matches('.ant-select-dropdown, .ant-picker-dropdown')) return;
  for (const input of all(document, '.ant-select-open input, .ant-picker-focused input')) { pressKey(input, 'Escape', 27); fireBlur(input); }
};
