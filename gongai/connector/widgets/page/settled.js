// Whether a page has finished with what was typed: no timer, no request, no mask, nothing redrawn.

import { isTimed, watchTimers } from './timers.js';
import { sleep } from './wait.js';
import { isBusy, lastChange, lastDrawn } from './watch.js';

// Nothing has moved for so long.
const STILL_MS = 60;
const IDLE_MS = 100;
const LOOK_MS = 15;

/** @returns {Promise<void>} */
const idle = () => new Promise((done) => { requestIdleCallback(() => done(), { timeout: IDLE_MS }); });
const isStill = () => !isTimed() && !isBusy() && performance.now() - Math.max(lastChange(), lastDrawn()) >= STILL_MS;

// Waits for it, for `most` milliseconds at the most; whether it came.
/** @param {number} most */
export const settled = async (most) => {
  const begun = performance.now();
  watchTimers();
  while (performance.now() - begun < most) {
    if (isStill()) {
      await idle();
      if (isStill()) return true;
    } else await sleep(LOOK_MS);
  }
  return false;
};
