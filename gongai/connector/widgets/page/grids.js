// What tables of all libraries have in common. A row is one or more elements: fixed columns are drawn beside the others.

import { all, isShown } from './events.js';
import { ownText, tidy } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

// Columns by their place.
/** @param {Vendor[]} heads */
export const byIndex = (heads) => heads.map((head, i) => ({ title: tidy(ownText(head)), cell: (row) => row.flatMap((tr) => [tr.cells[i]]).find(Boolean) }));
// Parts of one row, put together.
/** @param {Iterable<Vendor>} rows @param {(row: Vendor) => unknown} key @returns {Vendor[][]} */
export const grouped = (rows, key) => { const found = new Map(); for (const row of rows) { const k = key(row); found.set(k, [...(found.get(k) || []), row]); } return [...found.values()]; };
/** @param {Vendor[]} row @param {string} css */
export const drawn = (row, css) => row.flatMap((tr) => all(tr, css)).find((td) => isShown(td) && getComputedStyle(td.firstElementChild || td).visibility !== 'hidden');
// Columns by their field; a fixed column's head is drawn twice.
/** @param {Vendor[]} heads @param {string} name */
export const byField = (heads, name) => {
  const field = (th) => th.getAttribute(name);
  const once = heads.filter((th, i) => field(th) && heads.findIndex((x) => field(x) === field(th)) === i);
  return once.map((th) => ({ title: tidy(ownText(th)), cell: (row) => drawn(row, `td[${name}="${CSS.escape(field(th))}"]`) }));
};
// The titles of a table's columns: its head, or a first row of nothing but titles.
/** @param {Vendor} table @returns {Vendor} */
export const headRow = (table) => {
  const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
  if (head) return head;
  const first = table.rows[0];
  return first && first.cells.length > 1 && [...first.cells].every((cell) => cell.tagName === 'TH') && table.rows.length > 1 ? first : null;
};
