// Text of Element Plus: last, because every other widget contains an .el-input.

import { isOff, typeInto } from '../../events.js';
import { ep, epOf } from './base.js';

/** @param {string} kind @param {string} css */
const epText = (kind, css) => ep(kind, css, /^ElInput$/, {
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => { const held = epOf(c).props.modelValue; return { visible: c.input.value, submitted: held === null || held === undefined ? '' : String(held) }; },
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
export const texts = [epText('text', '.el-input'), epText('textarea', '.el-textarea')];
