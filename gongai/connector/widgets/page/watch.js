// What must run from document start: the count of open work (requests, files being read), the toast recorder and the end
// of animations.

import { all, isLeaving, isShown } from './events.js';
import { anyOf, brought } from './registry.js';
import { tidy } from './text.js';
import { later } from './timers.js';

/** @typedef {import('./types.js').Vendor} Vendor */

// A request open for longer is a page's long poll, not an answer somebody waits for.
const LONG_POLL_MS = 20000;
// One that carries a file may take as long as a slow line makes it.
const UPLOAD_MS = 600000;
const BODY_MS = 30;

/** @type {Map<object, number>} */
const open = new Map();
const count = { begun: 0, changed: performance.now() };
const begin = (work, most = LONG_POLL_MS) => { open.set(work, performance.now() + most); count.changed = performance.now(); };
const end = (work) => { if (open.delete(work)) count.changed = performance.now(); };
const carriesFile = (body) => body instanceof FormData || body instanceof Blob;
const request = (work, body) => {
  count.begun++;
  begin(work, carriesFile(body) ? UPLOAD_MS : LONG_POLL_MS);
};
const last = { failed: false };
// Whether the newest upload that ended did not go through; one that is repeated with success did.
export const uploadFailed = () => last.failed;
export const forgetUploads = () => { last.failed = false; };

// How many requests the page has sent since it was opened.
export const requestsBegun = () => count.begun;
export const isWaiting = () => [...open.values()].some((most) => performance.now() < most);
// When the last piece of work began or ended.
export const lastChange = () => count.changed;

const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (...args) {
  request(this, args[0]);
  this.addEventListener('loadend', () => {
    if (carriesFile(args[0])) last.failed = this.status < 200 || this.status >= 400;
    end(this);
  }, { once: true });
  try { return send.apply(this, /** @type {[]} */ (args)); } catch (error) { end(this); throw error; }
};
const fetchOfPage = window.fetch;
window.fetch = function (...args) {
  const answer = fetchOfPage.apply(this, args), work = {};
  const body = args[1] && args[1].body;
  request(work, body);
  // The promise settles with the headers; the page still has to read the body and draw.
  const ended = (ok) => { if (carriesFile(body)) last.failed = !ok; later(() => end(work), BODY_MS); };
  answer.then((response) => ended(response.ok), () => ended(false));
  return answer;
};

// A page that reads a file has not yet decided about it.
/** @type {Vendor} */
const reader = FileReader.prototype, blob = Blob.prototype;
for (const name of ['readAsArrayBuffer', 'readAsBinaryString', 'readAsDataURL', 'readAsText']) {
  const original = reader[name];
  reader[name] = function (...args) {
    original.apply(this, args);
    begin(this);
    this.addEventListener('loadend', () => end(this), { once: true });
  };
}
for (const name of ['arrayBuffer', 'text']) {
  const original = blob[name];
  blob[name] = function (...args) {
    const answer = original.apply(this, args), work = {};
    begin(work);
    const soon = () => end(work);
    answer.then(soon, soon);
    return answer;
  };
}

// Toasts ------------------------------------------------------------------------------------------------
/** @type {string[]} */
const toasts = [];
const note = (e) => { const text = tidy(e.innerText || e.textContent); if (text) toasts.push(text); return text; };
// Every passing message since the document was opened, oldest first.
export const seen = () => [...toasts];
const noted = new WeakSet();
const drawn = { at: performance.now() };
// When elements or texts last came or went.
export const lastDrawn = () => drawn.at;
new MutationObserver((changes) => {
  drawn.at = performance.now();
  const css = anyOf(brought.toasts);
  for (const change of changes) {
    for (const node of /** @type {Vendor} */ (change.addedNodes)) {
      if (node.nodeType !== 1) continue;
      for (const e of [...(node.matches(css) ? [node] : []), ...all(node, css)]) {
        if (noted.has(e)) continue;
        noted.add(e);
        if (!note(e)) later(() => note(e), 0); // filled after it was put into the page
      }
    }
  }
}).observe(document, { childList: true, characterData: true, subtree: true });

// Calm --------------------------------------------------------------------------------------------------
// Animations are brought to their end as soon as they begin, by the page's own means: transitionend comes, and nothing is
// laid out otherwise. A stylesheet with short durations gives every element a transition that it never had, and libraries
// that measure their lists while they open put them far off the page.
const finishAll = () => {
  for (const one of document.getAnimations()) {
    const timing = one.effect && one.effect.getComputedTiming();
    if (!timing || timing.endTime === Infinity) continue; // a spinner has no end
    try { one.finish(); } catch { /* paused or played backwards for ever: the page's own affair */ }
  }
};
const calmed = { soon: false };
const calmSoon = () => {
  if (calmed.soon) return;
  calmed.soon = true;
  // Vue begins to listen for the end a frame after the beginning: an end before that it would wait for in vain.
  requestAnimationFrame(() => requestAnimationFrame(() => { calmed.soon = false; finishAll(); }));
};
export const calm = () => {
  for (const begun of ['transitionrun', 'transitionstart', 'animationstart']) addEventListener(begun, calmSoon, true);
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...given) { calmSoon(); return animate.apply(this, /** @type {[any]} */ (given)); };
};
// jQuery animates by timers, out of reach of this; it is there only after the page's own scripts have run.
export const calmScripts = () => {
  const { jQuery, layui } = /** @type {Vendor} */ (window);
  for (const $ of [jQuery, layui && layui.$]) if ($ && $.fx) $.fx.off = true;
};

// Fading in it masks already, fading out for a few frames still; one that is left in the middle of it masks no more, and
// one that is always there but lets everything through never does.
const FADES_MS = 500;
/** @type {WeakMap<Element, number>} */
const fading = new WeakMap();
const stillMasks = (e) => {
  if (!isLeaving(e)) { fading.delete(e); return true; }
  if (!fading.has(e)) fading.set(e, performance.now() + FADES_MS);
  return performance.now() < (fading.get(e) || 0);
};
const masks = (e) => {
  if (!isShown(e) || !stillMasks(e)) return false;
  const style = getComputedStyle(e);
  return /-enter/.test(e.className) || (style.opacity !== '0' && style.pointerEvents !== 'none');
};
const isMasked = () => all(document, anyOf(brought.masks)).some(masks);
export const isBusy = () => isWaiting() || isMasked();
/** @param {number} ms */
export const quiet = (ms) => document.readyState === 'complete' && !isBusy() && performance.now() - count.changed >= ms;
