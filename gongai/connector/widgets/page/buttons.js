// Buttons and file inputs: found here, clicked with trusted events from outside.

import { all, isShown } from './events.js';
import { anyOf, brought } from './registry.js';
import { rootsOf } from './roots.js';
import { norm } from './text.js';

/** @typedef {import('./types.js').Vendor} Vendor */

export const buttonsCss = () => anyOf(['button, input[type=button], input[type=submit], [role=button], a, [class~=btn], [onclick]', ...brought.buttons]);
/** @param {string} text */
const tight = (text) => norm(text).replace(/[×✕]/g, '');
/** @param {Vendor} e */
const buttonText = (e) => (e.tagName === 'INPUT' ? e.value : e.innerText || e.textContent || e.getAttribute('aria-label') || '');
/** @param {Vendor[]} places @param {string} text */
const buttonsWith = (places, text) => places.flatMap((place) => all(place, buttonsCss())).filter((e) => isShown(e) && tight(buttonText(e)) === tight(text));
/** @param {{ root: string, text: string }} what */
const buttonsNamed = ({ root, text }) => {
  const found = rootsOf(root).flatMap((r) => [...(r.matches(buttonsCss()) ? [r] : []), ...all(r, buttonsCss())]);
  const same = [...new Set(found)].filter((e) => isShown(e) && tight(buttonText(e)) === tight(text));
  return same.filter((e) => !same.some((inner) => inner !== e && e.contains(inner)));
};
/** @param {Vendor} e */
const dead = (e) => e.disabled || e.matches(anyOf(['[aria-disabled=true]', ...brought.deadButtons]));
/** @param {Vendor[]} found @returns {Vendor} */
const theOne = (found) => (found.length === 1 && !dead(found[0]) ? found[0] : null);
// Null until there is exactly one that can be pressed.
/** @param {{ root: string, text: string }} what */
export const button = (what) => theOne(buttonsNamed(what));
/** @param {Vendor} place @param {string} text */
export const buttonIn = (place, text) => theOne(buttonsWith([place], text));
/** @param {{ root: string, text: string }} what */
export const buttonState = (what) => {
  const found = buttonsNamed(what);
  return { count: found.length, dead: found.some(dead) };
};
// Hidden file inputs count when what stands around them is visible.
/** @param {string} root */
export const fileInputs = (root) => rootsOf(root).flatMap((r) => all(r, 'input[type=file]'))
  .filter((e) => isShown(e) || (e.parentElement && isShown(e.parentElement)));

// Enter in a field takes a date over; in a form it may also send the form, which is nobody's wish here.
/** @param {Event} event */
const stay = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
/** @param {boolean} on */
export const holdSubmit = (on) => (on ? window.addEventListener('submit', stay, true) : window.removeEventListener('submit', stay, true));
