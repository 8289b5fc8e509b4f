// Waiting for a page, in the page.

import { later } from './timers.js';
import { isBusy } from './watch.js';

/** @param {number} ms */
export const sleep = (ms) => new Promise((done) => later(() => done(undefined), ms));
// A macrotask without the 4 ms floor of setTimeout: lets Vue flush.
/** @returns {Promise<void>} */
export const tick = () => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); done(); };
  channel.port2.postMessage(0);
});

const PATIENCE_MS = 700;
const budget = { until: Infinity };
// How long one pass may take, slow answers included; without a number: for ever.
export const allow = (ms = Infinity) => { budget.until = performance.now() + ms; };

// Waits for a truthy answer. Patience counts only while the page is idle: a slow answer from the portal
// is waited for (up to the budget of the pass), an option that will never come is given up soon.
/**
 * @template T
 * @param {() => T} ask
 * @returns {Promise<T | null>}
 */
export const until = async (ask, patience = PATIENCE_MS) => {
  let idleSince = performance.now();
  for (let turn = 0; ; turn++) {
    const answer = ask();
    if (answer) return answer;
    const now = performance.now();
    if (isBusy()) idleSince = now;
    if (now - idleSince > patience || now > budget.until) return null;
    await (turn < 8 ? tick() : sleep(8));
  }
};

// After our own events: let the page render, and wait out the requests they started.
export const rest = async () => {
  await tick();
  await tick();
  while (isBusy() && performance.now() < budget.until) await sleep(8);
  await tick();
};
