// Number, switch and text of EasyUI.

import { typeInto } from '../../events.js';
import { meansYes } from '../../text.js';
import { ez, ezCall, ezData, ezShown, ezTarget } from './base.js';

/** @typedef {import('../../types.js').Driver} Driver */

/** @param {string} kind @param {string} name */
const ezTyped = (kind, name) => ez(kind, name, {
  state: (c) => ({ visible: ezShown(c, name), submitted: c.element.querySelector('.textbox-value').value }),
  now: (c, value) => { typeInto(c.input, String(value)); return true; },
});
const yesNo = (c) => { const o = ezCall(c, 'switchbutton', 'options'); return [o.onText || '是', o.offText || '否']; };
/** @type {Driver} */
const toggle = {
  library: 'easyui', kind: 'switch', css: 'span.switchbutton',
  accept: (e) => Boolean(ezData(e, 'switchbutton')),
  claims: (e) => [ezTarget(e)],
  enabled: (c) => { const o = ezCall(c, 'switchbutton', 'options'); return !o.disabled && !o.readonly; },
  placeholder: () => '',
  options: yesNo,
  state: (c) => {
    const [on, no] = yesNo(c);
    const sent = c.element.querySelector('input.switchbutton-value');
    return { visible: ezCall(c, 'switchbutton', 'options').checked ? on : no, submitted: sent && sent.checked ? on : no };
  },
  now: (c, value) => {
    if (meansYes(value, yesNo(c)) !== Boolean(ezCall(c, 'switchbutton', 'options').checked)) c.element.click();
    return true;
  },
  opener: (c) => c.element,
};
const isText = (e, many) => { const box = ezData(e, 'textbox'); return Boolean(box && !ezData(e, 'combo') && (many ? box.options.multiline : !ezData(e, 'filebox'))); };
/** @type {Driver[]} */
export const texts = [ezTyped('number', 'numberspinner'), ezTyped('number', 'numberbox'), toggle, {
  ...ezTyped('textarea', 'textbox'), accept: (e) => isText(e, true),
}, {
  ...ezTyped('text', 'textbox'), accept: (e) => isText(e, false),
}];
