// What the libraries bring, in the order of their rows in `libraries.js`. Filled once, before anything is looked at.

/** @typedef {import('./types.js').Library} Library */

/** @type {Required<Omit<Library, 'name'>>} */
export const brought = {
  drivers: [], labelRules: [], sectionRules: [], headings: [], items: [], bodies: [], statics: [], required: [], dialogs: [],
  floats: [], panels: [], shutters: [], toasts: [], masks: [], boxes: [], buttons: [], deadButtons: [], trees: [],
  hiddenTrees: [], grids: [], rules: [],
};

/** @param {Library} library */
export const register = ({ name: _name, ...own }) => {
  for (const [what, list] of Object.entries(own)) {
    /** @type {Record<string, unknown[]>} */ (brought)[what].push(...list);
  }
};

// A list of selectors as one; of none, one that nothing fits.
/** @param {string[]} list */
export const anyOf = (list) => list.join(', ') || ':not(*)';
