// What a page shows without a control, for fields that are only compared: the text beside a label; null: no such label,
// or several.

import { all, isShown } from './events.js';
import { anyOf, brought } from './registry.js';
import { CONTROL_LIKE, sectionsOf } from './sections.js';
import { norm, ownText, tidy } from './text.js';

/** @typedef {import('./controls.js').Index} Index */

const labelsCss = () => anyOf(['td, th, dt, label', ...brought.statics]);
const besideStatic = (label) => {
  const item = label.closest(anyOf(brought.items)), body = item && item.querySelector(anyOf(brought.bodies));
  return body && !body.contains(label) ? body : label.nextElementSibling;
};
/** @param {Index} index @param {{ section: string, label: string }} field */
export const staticText = (index, { section, label }) => {
  const want = norm(label), part = norm(section), above = new Map();
  const isLabel = (e) => norm(ownText(e)) === want && isShown(e) && !e.querySelector(`td, ${CONTROL_LIKE}`);
  const labels = index.roots.flatMap((root) => all(root, labelsCss()))
    .filter((e) => isLabel(e) && (!part || sectionsOf(e, above).map(norm).includes(part)));
  const values = [...new Set(labels.map(besideStatic))].filter((e) => e && !e.querySelector(CONTROL_LIKE));
  return values.length === 1 ? tidy(values[0].innerText) : null;
};
