// Uploads of Element UI and Element Plus: the same markup, one component of each Vue behind it.

import { tidy } from '../../text.js';
import { listedUpload } from '../../uploading.js';
import { vm3 } from '../../vue.js';
import { vmAt } from './base.js';

/** @typedef {import('../../types.js').Vendor} Vendor */

const UPLOAD = /^ElUpload$/;
/** @param {Vendor} place @returns {Vendor} */
const given = (place) => {
  const vm = vmAt(place, UPLOAD) || vm3(place, UPLOAD, /^ElForm(Item)?$/);
  return (vm && vm.props) || vm || {};
};
/** @param {{ element: Vendor, first: Vendor, driver: { kind: string } }} c */
export const uploadRule = (c) => (c.driver.kind === 'upload' && c.first.matches('.el-upload') ? { count: given(c.first.parentElement).limit } : null);
export const upload = listedUpload('.el-upload', {
  place: (e) => e.parentElement,
  rows: '.el-upload-list__item',
  underWay: '.is-uploading',
  failed: '.is-fail',
  // It is listed before the page's own check, which may take it off again.
  undecided: (row, place) => row.matches('.is-ready') && given(place).autoUpload === true,
  name: (row) => tidy((row.querySelector('.el-upload-list__item-file-name, .el-upload-list__item-name') || row).textContent),
  drop: '.el-upload-list__item .el-icon-close, .el-upload-list__item .el-icon--close, .el-upload-list__item-delete',
  // Element UI draws a dead upload like a living one.
  dead: (place) => { const vm = vmAt(place, UPLOAD); return Boolean(vm && vm.uploadDisabled); },
});
