// A page's one-shot timers that are still to come: a look-up that waits for the typing to end, a figure that is rounded
// a moment later. Nobody else can tell that such a page has not finished. Intervals and frames of animation are not
// counted: they belong to clocks and pictures.

/** @typedef {import('./types.js').Vendor} Vendor */

// What a page puts off for longer is a reminder, not an answer to the typing.
const SOON_MS = 1200;

/** @typedef {{ does: Vendor, ms: number }} Timer */
/** @type {Map<number, Timer>} */
const pending = new Map();
const setOfPage = window.setTimeout, clearOfPage = window.clearTimeout;
// The one whose callback runs.
/** @type {{ now: Timer | null }} */
const running = { now: null };
/** @type {{ fired: Set<string> | null }} */
const watched = { fired: null };
const named = (timer) => `${timer.ms} ${timer.does}`;

// The timer that our own waiting uses; a page's are seen below.
/** @param {() => void} does @param {number} ms */
export const later = (does, ms) => setOfPage.call(window, does, ms);

/** @type {Vendor} */ (window).setTimeout = function (does, wait, ...args) {
  const ms = Number(wait) || 0;
  const timer = { does, ms }, by = running.now;
  // One that sets itself again is a clock, or asks a server now and then.
  const again = by && by.ms === ms && named(by) === named(timer);
  if (typeof does !== 'function' || ms > SOON_MS || again) return setOfPage.call(window, does, wait, ...args);
  const id = setOfPage.call(window, () => {
    pending.delete(id);
    if (watched.fired) watched.fired.add(named(timer));
    running.now = timer;
    try { does.apply(window, args); } finally { running.now = null; }
  }, ms);
  pending.set(id, timer);
  return id;
};
/** @type {Vendor} */ (window).clearTimeout = (id) => { pending.delete(id); clearOfPage.call(window, id); };

// While somebody waits for all of them, one that comes back after it has fired counts no more.
export const watchTimers = () => { watched.fired = new Set(); };
export const isTimed = () => [...pending.values()].some((timer) => !(watched.fired && watched.fired.has(named(timer))));
