// Do the page's value and the ordered one mean the same? Only used to spare work and to decide on a second try:
// the verdict that counts is made outside the page.

import { isoDate } from './dates.js';
import { fileName, listOf, norm, paragraphs, pathOf } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

/** @param {string} kind @param {Vendor} want @param {Vendor} got */
export const sameValue = (kind, want, got) => {
  if (got == null) return false;
  if (kind === 'multiselect' || kind === 'checkbox' || kind === 'tree') {
    const a = listOf(want).map(norm).sort(), b = listOf(got).map(norm).sort();
    return a.length === b.length && a.every((x, i) => x === b[i]);
  }
  if (kind === 'cascader') return pathOf(want).map(norm).join('/') === pathOf(got).map(norm).join('/');
  if (kind === 'daterange') return listOf(want).map(isoDate).join('~') === listOf(got).map(isoDate).join('~');
  if (kind === 'year') return String(want).trim().slice(0, 4) === String(got).trim().slice(0, 4);
  if (kind === 'richtext') return paragraphs(want).join('\n') === paragraphs(got).join('\n');
  if (kind === 'upload') return listOf(want).map(fileName).sort().join('\n') === listOf(got).map(fileName).sort().join('\n');
  if (kind === 'date') return isoDate(want) === isoDate(got);
  if (kind === 'number') return String(got).trim() !== '' && want !== '' ? Number(want) === Number(got) : String(want) === String(got);
  if (kind === 'select' || kind === 'radio') return norm(want) === norm(got);
  return String(want).trim() === String(got).trim();
};
