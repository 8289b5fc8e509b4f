// The message box that lies over the page: its words and its buttons.

import { buttonIn, buttonsCss } from './buttons.js';
import { all, isShown } from './events.js';
import { anyOf, brought } from './registry.js';
import { tidy } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

const topBox = () => {
  const open = all(document, anyOf(brought.boxes.map(([css]) => css))).filter(isShown);
  const height = (e) => Number(getComputedStyle(e.closest('.el-message-box__wrapper') || e).zIndex) || 0;
  return open.length ? open.reduce((top, e) => (height(e) >= height(top) ? e : top)) : null;
};
export const boxText = () => {
  const box = topBox();
  if (!box) return null;
  const part = box.querySelector(anyOf(brought.boxes.map(([, text]) => text))) || box;
  if (!part.querySelector(buttonsCss())) return tidy(part.innerText || part.textContent);
  const words = part.cloneNode(true);
  all(words, buttonsCss()).forEach((e) => e.remove());
  return tidy(words.textContent);
};
/** @param {string} text */
export const boxButton = (text) => {
  const box = topBox();
  return box && buttonIn(box, text);
};
