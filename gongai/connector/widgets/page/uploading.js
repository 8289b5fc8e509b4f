// Uploads: a list of names a person sees, and a hidden file input. Files can only be given from outside the page, by
// path; here is found what is there already, what is taken away, and where the next ones go.

import { all, isFading, isOff } from './events.js';
import { listOf } from './text.js';
import { until } from './wait.js';

/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Driver} Driver */
/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').Vendor} Vendor */

/** @param {Control} c @returns {Vendor} */
export const fileInput = (c) => (c.first.matches('input[type=file]') ? c.first : c.first.querySelector('input[type=file]') || c.element.querySelector('input[type=file]'));
/** @param {Vendor} input @returns {string[]} */
export const heldByInput = (input) => (input ? [...input.files].map((f) => f.name) : []);
/** @param {string[]} names @returns {State} */
export const filesState = (names) => ({ visible: names, submitted: names });

/**
 * @param {string} css
 * @param {Pick<Driver, 'enabled' | 'state' | 'now'> & Partial<Driver>} own
 * @returns {Driver}
 */
export const uploadField = (css, own) => ({
  library: 'upload', kind: 'upload', css, placeholder: () => '', required: () => false, files: fileInput, ...own,
});

/**
 * @typedef {object} FileList  the list that a library draws
 * @property {(first: Vendor) => Vendor} place  the box around button and list
 * @property {string} rows
 * @property {string} underWay  a row whose file is being sent
 * @property {string} failed  a row whose file was not taken
 * @property {(row: Vendor, place: Vendor) => boolean} undecided  a row whose file the page may still turn away
 * @property {(row: Vendor) => string} name
 * @property {string} drop  what takes a file away
 * @property {(place: Vendor) => boolean} dead
 */

const altOf = (row) => (row.querySelector('img') || { alt: '' }).alt;

// An upload with a list of the library's own. A file counts once the widget has decided about it.
/**
 * @param {string} css
 * @param {FileList} list
 * @returns {Driver}
 */
export const listedUpload = (css, list) => {
  const rows = (c) => all(list.place(c.first), list.rows).filter((row) => !isFading(row, list.place(c.first)));
  const open = (c, row) => row.matches(list.underWay) || list.undecided(row, list.place(c.first));
  /** @param {Control} c */
  const names = (c) => rows(c).filter((row) => !row.matches(list.failed) && !open(c, row)).map((row) => list.name(row) || altOf(row));
  return uploadField(css, {
    enabled: (c) => {
      const input = fileInput(c), place = list.place(c.first);
      return Boolean(input) && !isOff(input) && !list.dead(place) && !/(^|[\s-])(is-)?disabled(\s|$)/.test(`${c.first.className} ${place.className}`);
    },
    state: (c) => filesState(names(c)),
    pending: (c) => rows(c).some((row) => open(c, row)),
    now: () => false,
    later: async (c, value) => {
      if (listOf(value).length) throw new Error('files are given from outside');
      for (const cross of all(list.place(c.first), list.drop)) cross.click();
      // The page may ask or tell the server first, and a name fades out.
      await until(() => !names(c).length, 2000);
    },
  });
};
