// Whether a page has taken the files it was given. Its own verdict is waited for: the list settled and nothing going on
// any more, not the first sight of a name. A name may be listed before the page's own check, while it fades out, or
// until the server's answer takes it off again.

import { boxText } from './boxes.js';
import { indexForm } from './controls.js';
import { lookup } from './lookup.js';
import { fileName, listOf } from './text.js';
import { isTimed, watchTimers } from './timers.js';
import { sleep } from './wait.js';
import { forgetUploads, isBusy, lastChange, lastDrawn, seen, uploadFailed } from './watch.js';

/** @typedef {import('./types.js').Order} Order */

// All wanted names stand there, and nothing has moved for so long.
const REST_MS = 400;
// Nothing moves, and a name is not there: the page did not take it.
const MISSING_MS = 3000;
// A row that says "being sent" while nothing is sent: a check that never ends, or waits for a person.
const STUCK_MS = 20000;
const LONGEST_MS = 600000;
// Timers and drawing anywhere on the page count as its check of the file for so long; some pages never rest.
const CHECK_MS = 5000;
const LOOK_MS = 20;

const REFUSAL = /不支持|不允许|不能|不可|只能|仅限|仅支持|过大|超过|超出|不符|不正确|失败|错误|有误|拒/;
const since = { toasts: 0, box: '' };
const mark = () => { since.toasts = seen().length; since.box = boxText() || ''; };
// What the page has said against a file since it was asked for the last time.
const refusal = () => {
  const box = boxText() || '', words = seen().slice(since.toasts);
  const said = [...words, ...(box && box !== since.box ? [box] : [])].filter((text) => REFUSAL.test(text));
  return [...new Set(said)].join('；') || (uploadFailed() ? '上传请求失败' : '');
};

/**
 * The names among these that the field does not hold (yet). With `wait`: after the page has decided about all of them;
 * `said` is then what it said against one.
 * @param {{ root: string, order: Order, names: string[], wait?: boolean }} asked
 */
export const notUploaded = async ({ root, order, names, wait = false }) => {
  const look = () => {
    const { control } = lookup(indexForm(root), order);
    /** @type {string[]} */
    const held = control ? listOf(control.driver.state(control).submitted).map(fileName) : [];
    return { held, pending: Boolean(control && control.driver.pending && control.driver.pending(control)) };
  };
  const missing = () => { const { held } = look(); return names.filter((name) => !held.includes(fileName(name))); };
  if (!wait) {
    mark();
    forgetUploads();
    return { missing: missing(), said: '' };
  }
  const begun = performance.now();
  let moved = begun, before = '';
  watchTimers();
  for (let now = begun; now - begun < LONGEST_MS; now = performance.now()) {
    const { held, pending } = look(), picture = JSON.stringify([held, pending, seen().length]);
    const checks = now - begun < CHECK_MS && (isTimed() || lastDrawn() > moved);
    if (picture !== before || isBusy() || checks) moved = now;
    before = picture;
    const there = names.every((name) => held.includes(fileName(name)));
    const enough = pending ? STUCK_MS : there || refusal() ? REST_MS : MISSING_MS;
    if (now - Math.max(moved, lastChange()) >= enough) break;
    await sleep(LOOK_MS);
  }
  const answer = { missing: missing(), said: refusal() };
  mark();
  return answer;
};
