// Where to look: the containers that count, and the tables in them.

import { all, isLeaving, isShown } from './events.js';
import { anyOf, brought } from './registry.js';
import { sectionsOf } from './sections.js';
import { norm } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

/**
 * @typedef {object} Where  which table, and which of its rows
 * @property {string} root
 * @property {string} [section]
 * @property {string[]} [columns]  titles that it must have
 * @property {number} [row]  from 0
 */

/** @param {Where} where */
export const tablesIn = ({ root, section, columns }) => {
  const outer = new Map(), want = (columns || []).map(norm), part = norm(section);
  /** @type {{ grid: import('./types.js').Grid, element: Vendor, columns: import('./types.js').Column[] }[]} */
  const found = [];
  for (const grid of brought.grids) {
    for (const box of rootsOf(root)) {
      for (const e of [...(box.matches(grid.css) ? [box] : []), ...all(box, grid.css)]) {
        if (!isShown(e) || found.some((one) => one.element.contains(e))) continue;
        const titles = grid.columns(e), names = titles.map((c) => norm(c.title));
        if (!titles.length || want.some((w) => !names.includes(w))) continue;
        if (part && !sectionsOf(e, outer).map(norm).includes(part)) continue;
        found.push({ grid, element: e, columns: titles });
      }
    }
  }
  return found;
};
// The one table that is meant, or null.
export const theTable = (where) => { const found = tablesIn(where); return found.length === 1 ? found[0] : null; };
/** @param {Where} where */
export const rowOf = (where) => { const one = theTable(where), number = where.row ?? -1, row = one && one.grid.rows(one.element)[number]; return row ? { ...one, row, number } : null; };
const rowRoots = (where) => { const at = rowOf(where); return at ? at.row : []; };

// Ant Design's wrap stays as it is while the dialog in it fades away.
/** @param {Vendor} e */
const isClosing = (e) => isLeaving(e) || [...e.children].some(isLeaving);

// The containers in which controls count: every visible element of the selector; a dialog hides what lies under it.
/** @param {string} css @returns {Vendor[]} */
export const rootsOf = (css) => {
  if (css && css.startsWith('table:')) return rowRoots(JSON.parse(css.slice(6))); // one row of a table
  if (css && css !== 'body') return all(document, css).filter(isShown);
  const open = all(document, anyOf(brought.dialogs)).filter((e) => isShown(e) && !isClosing(e));
  if (!open.length) return document.body ? [document.body] : [];
  const height = (e) => Number(getComputedStyle(e).zIndex) || 0;
  return [open.reduce((top, e) => (height(e) >= height(top) ? e : top))];
};
