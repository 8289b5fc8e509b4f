// Sections: for each element the headings above it, nearest first.

import { all } from './events.js';
import { anyOf, brought } from './registry.js';
import { ownText, tidy } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

export const headings = () => anyOf(['h1, h2, h3, h4, h5, h6, legend, .form-title, .section-title', ...brought.headings]);
const rank = (e) => (/^H[1-6]$/.test(e.tagName) ? Number(e.tagName[1]) : 4);
export const CONTROL_LIKE = 'input:not([type=hidden]), textarea, select';
const ownHeading = (e) => {
  for (const [box, head] of brought.sectionRules) {
    if (!e.matches(box)) continue;
    const title = all(e, head).find((h) => h.closest(box) === e);
    if (title) return title;
  }
  return null;
};
const headingIn = (e) => (e.matches(headings()) ? e : e.querySelector(CONTROL_LIKE) ? null : e.querySelector(headings()));
/** @param {Vendor} e @param {Map<Vendor, string[]>} known  what was found out before @returns {string[]} */
export const sectionsOf = (e, known) => {
  const parent = e.parentElement;
  if (!parent || e === document.body) return [];
  if (!known.has(e)) {
    const boxTitle = ownHeading(parent);
    const outer = [...(boxTitle ? [tidy(ownText(boxTitle))] : []), ...sectionsOf(parent, known)];
    /** @type {{ text: string, rank: number }[]} */
    let stack = [];
    for (const child of parent.children) {
      known.set(child, [...stack.map((h) => h.text), ...outer]);
      const heading = headingIn(child);
      if (heading && heading !== boxTitle) {
        stack = [{ text: tidy(ownText(heading)), rank: rank(heading) }, ...stack.filter((h) => h.rank < rank(heading))];
      }
    }
  }
  return known.get(e) || [];
};
