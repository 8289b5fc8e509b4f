// File inputs of any make: plain ones, layui's, WebUploader's. The list of names is often the page's own work.

import { notEmptied } from '../choices.js';
import { all, fire, isFading, isOff, isShown } from '../events.js';
import { brought } from '../registry.js';
import { listOf, tidy } from '../text.js';
import { fileInput, filesState, heldByInput, uploadField } from '../uploading.js';

/** @typedef {import('../types.js').Control} Control */
/** @typedef {import('../types.js').Vendor} Vendor */

// A list that the page draws by itself: texts that look like names of files, in the nearest box that has one.
const FILE_NAME = /^(.{0,200}?\.[A-Za-z0-9]{1,5})(?=$|[\s（(])/;
const isText = (e) => !e.firstElementChild && !e.matches('script, style, option') && isShown(e);
/** @param {Vendor} box @returns {string[]} */
const namesIn = (box) => all(box, '*').filter((e) => isText(e) && !isFading(e, box)).map((e) => FILE_NAME.exec(tidy(e.textContent))).flatMap((found) => (found ? [found[1].trim()] : []));
/** @param {Control} c */
const namesNear = (c) => {
  let box = c.first;
  for (let up = 0; up < 4 && box.parentElement && box !== document.body; up++) {
    box = box.parentElement;
    const names = namesIn(box);
    if (names.length) return [...new Set(names)];
    if (box.matches(['form', 'td', 'fieldset', ...brought.items].join(', '))) break;
  }
  return null;
};
const upload = uploadField('.webuploader-container, input.layui-upload-file, input[type=file]', {
  shows: (c) => isShown(c.first) || Boolean(c.first.parentElement && isShown(c.first.parentElement)),
  enabled: (c) => { const input = fileInput(c); return Boolean(input) && !isOff(input); },
  required: (c) => Boolean(fileInput(c)) && fileInput(c).required,
  state: (c) => {
    const held = heldByInput(fileInput(c));
    return filesState(held.length && fileInput(c).name ? held : namesNear(c) || held);
  },
  now: (c, value) => {
    if (listOf(value).length) return false;
    if (!fileInput(c).value) notEmptied();
    fileInput(c).value = '';
    fire(fileInput(c), 'change');
    return true;
  },
});

/** @type {import('../types.js').Library} */
export const files = { name: 'files', drivers: [upload] };
