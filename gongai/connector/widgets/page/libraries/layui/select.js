// Selects of layui: a click on the hidden entry does what a click on the shown one does.

import { notEmptied, notOffered, pickFree } from '../../choices.js';
import { isShown } from '../../events.js';
import { norm, tidy } from '../../text.js';
import { until } from '../../wait.js';
import { lay, layIsOriginal, layOriginal, laySelf, layWords } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const layEntries = (box) => {
  const inside = box.querySelectorAll('dl dd');
  if (inside.length || !laySelf() || !laySelf().$) return [...inside];
  // lay-append-to="body": the list is kept beside the widget's data until it is shown.
  const kept = Object.values(laySelf().$(box).data() || {}).find((x) => x && x.jquery && x.find('dd').length);
  return kept ? kept.find('dd').get() : [];
};
/** @param {{ element: Vendor }} c @param {string} label */
const layEntry = (c, label) => {
  const box = c.element, original = layOriginal(box);
  const option = pickFree(layWords(original), label, (o) => o.text, (o) => o.disabled);
  if (!option) return null;
  return layEntries(box).find((dd) => dd.getAttribute('lay-value') === option.value && norm(dd.textContent) === norm(option.text)) || null;
};
export const select = lay('select', '.layui-form-select', {
  accept: (e) => layIsOriginal(e, 'select'),
  enabled: (c) => !layOriginal(c.element).disabled,
  required: (c) => layOriginal(c.element).matches('[lay-verify*=required]'),
  options: (c) => layWords(layOriginal(c.element)).map((o) => tidy(o.text)),
  state: (c) => {
    const option = layOriginal(c.element).selectedOptions[0];
    return { visible: c.input.value, submitted: option && option.value !== '' ? tidy(option.text) : '' };
  },
  now: (c, value) => {
    const entry = value === '' ? layEntries(c.element).find((dd) => !dd.getAttribute('lay-value')) || notEmptied() : layEntry(c, String(value));
    if (!entry) return false;
    entry.click();
    return true;
  },
  // The list may still be on its way: the widget is drawn anew when it has come.
  later: async (c, value) => {
    const original = layOriginal(c.element);
    const fresh = () => {
      const box = original.isConnected ? original.nextElementSibling : null;
      return box && box.matches('.layui-form-select') && layEntry({ element: box }, String(value));
    };
    const entry = await until(fresh);
    if (!entry) notOffered(String(value));
    entry.click();
  },
  opener: (c) => c.element.querySelector('.layui-select-title'),
  option: (c, label) => { const dd = layEntry(c, label); return dd && isShown(dd) ? dd : null; },
});
