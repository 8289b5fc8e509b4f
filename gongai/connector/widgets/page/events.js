// Events as a page expects them from a person.

/** @typedef {import('./types.js').Vendor} Vendor */

/** @param {Vendor} e */
export const isShown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
// On its way out: it lies there still, and does not count any more.
/** @param {Vendor} e */
export const isLeaving = (e) => /-leave/.test(String(e.className));
// The same for an entry of a list, whichever box around it carries the sign.
/** @param {Vendor} e @param {Vendor} border  the list */
export const isFading = (e, border) => {
  for (let at = e; at && at !== border; at = at.parentElement) if (isLeaving(at)) return true;
  return false;
};
/** @param {Vendor} e */
export const isOff = (e) => Boolean(e.disabled || e.matches(':disabled'));

/** @param {Vendor} e @param {string} css @returns {Vendor[]} */
export const all = (e, css) => [...e.querySelectorAll(css)];

/** @param {Vendor} e @param {string} type @param {Vendor} [Kind] @param {object} [extra] */
export const fire = (e, type, Kind = Event, extra = {}) =>
  e.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, view: Kind === Event ? undefined : window, ...extra }));
/** @param {Vendor} e @param {string} key @param {number} keyCode */
export const pressKey = (e, key, keyCode) => {
  for (const type of ['keydown', 'keypress', 'keyup']) fire(e, type, KeyboardEvent, { key, code: key, keyCode, which: keyCode });
};
/** @param {Vendor} e */
export const fireFocus = (e) => { fire(e, 'focus', FocusEvent, { bubbles: false }); fire(e, 'focusin', FocusEvent); };
/** @param {Vendor} e */
export const fireBlur = (e) => { fire(e, 'blur', FocusEvent, { bubbles: false }); fire(e, 'focusout', FocusEvent); };
// The prototype's setter: frameworks put their own `value` property on the element itself.
/** @param {Vendor} e @param {unknown} value */
export const setNative = (e, value) => {
  const proto = e instanceof HTMLTextAreaElement ? HTMLTextAreaElement : e instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
  /** @type {Vendor} */ (Object.getOwnPropertyDescriptor(proto.prototype, 'value')).set.call(e, value);
};
/** @param {Vendor} e @param {string} text */
export const typeInto = (e, text) => {
  fireFocus(e);
  setNative(e, text);
  fire(e, 'input', InputEvent, { inputType: 'insertText', data: text });
  pressKey(e, 'End', 35);
  fire(e, 'change');
  fireBlur(e);
};
// Press, release, click.
/** @param {Vendor} e */
export const clickAll = (e) => {
  for (const type of ['mousedown', 'mouseup', 'click']) fire(e, type, MouseEvent, { button: 0 });
};
export const clickOutside = () => clickAll(document.body);
