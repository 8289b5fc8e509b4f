// Labels: strong ones stand beside the control, weak ones (placeholders) inside it.

import { isShown } from './events.js';
import { headRow } from './grids.js';
import { brought } from './registry.js';
import { CONTROL_LIKE, headings } from './sections.js';
import { norm, ownText } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */
/** @typedef {import('./types.js').Control} Control */

const plainText = (node) => (node.nodeType === 3 ? node.data : node.nodeType === 1 && !node.querySelector(CONTROL_LIKE) && !node.matches(CONTROL_LIKE) ? ownText(node) : '');
const cellLabel = (e) => {
  const cell = e.closest('td, th');
  if (!cell) return '';
  const table = cell.closest('table'), head = table && headRow(table);
  const title = head && !head.contains(cell) && head.cells.length > 1 && !cell.parentElement.querySelector('th') ? head.cells[cell.cellIndex] : null;
  if (title && norm(ownText(title))) return ownText(title);
  for (let left = cell.previousElementSibling; left; left = left.previousElementSibling) {
    if (left.querySelector(CONTROL_LIKE)) break;
    if (norm(ownText(left))) return ownText(left);
  }
  return '';
};
/** @param {Vendor} e @returns {string} */
export const besideLabel = (e) => {
  for (let at = e, up = 0; up < 3 && at && at.parentElement; at = at.parentElement, up++) {
    if (at.matches('dd') && at.previousElementSibling) return plainText(at.previousElementSibling);
    for (let left = at.previousSibling; left; left = left.previousSibling) {
      // The hidden original of a widget stands between the widget and its label.
      if (left.nodeType === 1 && left.matches(CONTROL_LIKE) && !isShown(left)) continue;
      if (left.nodeType === 1 && (left.matches(CONTROL_LIKE) || left.querySelector(CONTROL_LIKE) || left.matches(`${headings()}, br, hr`))) return '';
      const text = plainText(left);
      if (norm(text)) return text;
    }
    if (at.parentElement.matches('form, body, td, th, fieldset, section')) break;
  }
  return '';
};
const nativeLabel = (control) => {
  const inner = control.input;
  if (control.nodes) return ''; // the labels of single radios and check boxes are their options
  const named = inner && inner.id && document.querySelector(`label[for="${CSS.escape(inner.id)}"]`);
  if (named) return ownText(named);
  const wrap = control.element.closest('label');
  return wrap ? ownText(wrap) : '';
};
/** @param {Control} control @returns {string} */
export const labelOf = (control) => {
  const { element } = control;
  for (const rule of brought.labelRules) {
    const label = rule(element);
    const text = typeof label === 'string' ? label : label ? ownText(label) : '';
    if (norm(text)) return text;
  }
  const aria = (e) => (e && (e.getAttribute('aria-label') || (document.getElementById(e.getAttribute('aria-labelledby') || '') || { textContent: '' }).textContent)) || '';
  for (const find of [() => nativeLabel(control), () => cellLabel(element), () => aria(control.input), () => besideLabel(element)]) {
    const text = find();
    if (norm(text)) return text;
  }
  return control.nodes && control.nodes.length === 1 ? ownText(control.nodes[0].closest('label') || control.nodes[0]) : '';
};
