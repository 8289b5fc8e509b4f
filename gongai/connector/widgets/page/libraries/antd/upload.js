// Uploads of Ant Design. The page's own check comes before a file is listed.

import { tidy } from '../../text.js';
import { listedUpload } from '../../uploading.js';

export const upload = listedUpload('.ant-upload-wrapper', {
  place: (e) => e,
  rows: '.ant-upload-list-item',
  underWay: '.ant-upload-list-item-uploading',
  failed: '.ant-upload-list-item-error',
  undecided: () => false,
  name: (row) => { const word = row.querySelector('.ant-upload-list-item-name'); return word ? word.title || tidy(word.textContent) : ''; },
  drop: '.ant-upload-list-item-actions button[title], .ant-upload-list-item-action, [class*=ant-upload-list-item] .anticon-delete',
  dead: (place) => place.querySelector('.ant-upload-disabled') !== null,
});
