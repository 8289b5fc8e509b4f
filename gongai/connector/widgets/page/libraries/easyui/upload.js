// The file box of EasyUI: its files leave with the form.

import { listOf } from '../../text.js';
import { fileInput, filesState, heldByInput, uploadField } from '../../uploading.js';
import { ezCall, ezData, ezTarget } from './base.js';

const options = (c) => ezCall(c, 'filebox', 'options');
export const upload = uploadField('span.textbox', {
  accept: (e) => Boolean(ezData(e, 'filebox')),
  claims: (e) => [ezTarget(e)],
  enabled: (c) => !options(c).disabled && !options(c).readonly,
  required: (c) => Boolean(options(c).required),
  state: (c) => filesState(heldByInput(fileInput(c))),
  now: (c, value) => { if (listOf(value).length) return false; ezCall(c, 'filebox', 'clear'); return true; },
});
