// Text of Element UI: last, because every other widget contains an .el-input.

import { notOffered } from '../../choices.js';
import { fire, fireFocus, isOff, setNative, typeInto } from '../../events.js';
import { pickOne } from '../../text.js';
import { tick, until } from '../../wait.js';
import { requestsBegun } from '../../watch.js';
import { eui, vmOf } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {string} kind @param {string} css */
const textual = (kind, css) => eui(kind, css, /^ElInput$/, {
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => {
    const vm = vmOf(c);
    return { visible: c.input.value, submitted: vm.value == null ? '' : String(vm.value) };
  },
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
const suggested = eui('text', '.el-autocomplete', /^ElAutocomplete$/, {
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  state: (c) => ({ visible: c.input.value, submitted: vmOf(c).value == null ? '' : String(vmOf(c).value) }),
  // Choosing a suggestion may replace a whole object; plain typing must leave no list behind.
  now: (c, value, order) => {
    if (order.kind === 'select' || order.search) return false;
    setNative(c.input, String(value));
    fire(c.input, 'input');
    fire(c.input, 'change');
    vmOf(c).close();
    return true;
  },
  later: async (c, value, order) => {
    const vm = vmOf(c), begun = requestsBegun();
    fireFocus(c.input);
    setNative(c.input, order.search || String(value));
    fire(c.input, 'input');
    const row = (x) => String(x[vm.valueKey] ?? '');
    await until(() => requestsBegun() > begun || vm.loading, 400);
    const hit = await until(() => !vm.loading && pickOne(vm.suggestions, String(value), row));
    if (!hit) { vm.close(); notOffered(String(value)); }
    vm.select(hit);
    await tick();
    vm.close();
  },
});
export const texts = [suggested, textual('text', '.el-input'), textual('textarea', '.el-textarea')];
