// Text of Ant Design.

import { isOff, typeInto } from '../../events.js';
import { owner3, vm3 } from '../../vue.js';
import { ant, fiberOf } from './base.js';

/** @param {string} kind @param {string} css */
const antEntry = (kind, css) => ant(kind, css, {
  accept: (e) => Boolean(owner3(e) || fiberOf(e)),
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => {
    const vm = vm3(c.input, /^A(Input|Textarea)$/, /^AFormItem$/), key = Object.keys(c.input).find((k) => k.startsWith('__reactProps$'));
    const held = vm ? vm.props.value : key ? c.input[key].value : undefined;
    return { visible: c.input.value, submitted: held === undefined || held === null ? (vm ? '' : c.input.value) : String(held) };
  },
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
export const texts = [antEntry('textarea', 'textarea.ant-input'), antEntry('text', 'input.ant-input')];
