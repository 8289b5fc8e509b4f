// Choosing from a list that is opened: written once, over the few things that each library does in its own way.

import { fire, pressKey, setNative } from './events.js';
import { fail, listOf, norm, pathOf, pickOne } from './text.js';
import { rest, tick, until } from './wait.js';
import { isWaiting, requestsBegun } from './watch.js';

/** @typedef {import('./types.js').Choice} Choice */
/** @typedef {import('./types.js').Steps} Steps */
/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Order} Order */
/** @typedef {import('./types.js').Value} Value */
/** @typedef {import('./types.js').Vendor} Vendor */

const same = (a, b) => norm(a) === norm(b);

/** @param {string} label @returns {never} */
export const notOffered = (label) => fail(`选项中没有：${label}`);
/** @param {string} label @returns {never} */
export const notFree = (label) => fail(`选项不可选：${label}`);
/** @returns {never} */
export const notEmptied = () => fail('不能清空');

// An entry that can be chosen, or null where there is none; fails where there is one that cannot.
/**
 * @param {Vendor[]} entries
 * @param {string} label
 * @param {(entry: Vendor) => string} textOf
 * @param {(entry: Vendor) => boolean} isDead
 */
export const pickFree = (entries, label, textOf, isDead) => {
  const entry = pickOne(entries, label, textOf);
  return entry && isDead(entry) ? notFree(label) : entry;
};

// The entries of all labels, or null where one of them is not there (yet).
/**
 * @param {Choice} list
 * @param {Control} c
 * @param {Value} value
 * @returns {Vendor[] | null}
 */
export const allEntries = (list, c, value) => {
  const entries = listOf(value).map((label) => list.entry(c, label));
  return entries.some((entry) => !entry) ? null : entries;
};

// Waits until everything wanted is in the list.
/** @param {Choice} list @param {Control} c @param {string[]} wanted @param {((c: Control) => void) | null} [giveUp] */
const offered = async (list, c, wanted, giveUp) => {
  const missing = () => wanted.find((label) => !list.entry(c, label));
  if (await until(() => !(list.loading && list.loading(c)) && missing() === undefined)) return;
  if (giveUp) giveUp(c);
  notOffered(missing() ?? wanted[0]);
};

const opened = async (list, c, work) => {
  if (list.open) await list.open(c);
  try { await work(); } finally { if (list.close) await list.close(c); }
};

const takeOne = async (list, c, label, order) => {
  const words = order.search || (list.byLabel ? label : '');
  if (words) await list.search(c, words);
  const entry = await until(() => !(list.loading && list.loading(c)) && list.entry(c, label), list.patience);
  if (!entry) notOffered(label);
  list.take(c, entry);
};

// One entry of a list that must be opened, or searched.
/**
 * @param {Choice} list
 * @returns {(c: Control, value: Value, order: Order) => Promise<void>}
 */
export const chooseOne = (list) => (c, value, order) => opened(list, c, async () => {
  await takeOne(list, c, String(value), order);
  await tick();
});

// Several, one by one with a rendering between: each choice starts from the value that the page holds by then.
/**
 * @param {Choice} list
 * @returns {(c: Control, value: Value, order: Order) => Promise<void>}
 */
export const chooseSeveral = (list) => (c, value, order) => opened(list, c, async () => {
  const wanted = listOf(value), held = () => list.held ? list.held(c) : [];
  const has = (label) => held().some((one) => same(one, label));
  // Nothing is taken away before all that is wanted is there.
  if (!order.search && !list.byLabel) await offered(list, c, wanted.filter((label) => !has(label)));
  const extra = held().filter((one) => !wanted.some((label) => same(one, label)));
  if (extra.length && list.drop) await list.drop(c, extra);
  else for (const label of extra) {
    const entry = list.entry(c, label);
    if (entry && list.take) list.take(c, entry);
    await rest();
  }
  for (const label of wanted) {
    if (has(label)) continue;
    await takeOne(list, c, label, order);
    await rest();
  }
});

// All at once, as soon as the page offers all of them.
/**
 * @param {Choice} list
 * @returns {(c: Control, value: Value, order: Order) => Promise<void>}
 */
export const chooseTogether = (list) => (c, value, order) => opened(list, c, async () => {
  if (order.search && list.search) await list.search(c, order.search);
  await offered(list, c, listOf(value), order.search ? list.giveUp : null);
  const entries = allEntries(list, c, value);
  if (entries && list.set) list.set(c, entries);
});

// Step by step: each choice opens the list of the next.
/**
 * @param {Steps} steps
 * @returns {(c: Control, value: Value) => Promise<void>}
 */
export const chooseInSteps = (steps) => (c, value) => opened(steps, c, async () => {
  const path = pathOf(value);
  for (const [level, step] of path.entries()) {
    const row = await until(() => steps.row(c, step, level));
    if (!row) notOffered(step);
    if (row.matches(steps.dead)) notFree(step);
    steps.press(c, row, level === path.length - 1);
    await rest();
  }
});

// The nodes along a path of labels, or null where a step is not there; fails at a step that cannot be chosen.
/**
 * @param {Vendor[]} nodes
 * @param {Value} value
 * @param {{ label: (node: Vendor) => string, dead: (node: Vendor) => boolean, under: (node: Vendor) => Vendor[] | undefined }} of
 * @returns {Vendor[] | null}
 */
export const nodesAlong = (nodes, value, of) => {
  const way = [];
  let list = nodes;
  for (const step of pathOf(value)) {
    const node = pickFree(list, step, of.label, of.dead);
    if (!node) return null;
    way.push(node);
    list = of.under(node) || [];
  }
  return way;
};
/** @param {Value} value @returns {never} */
export const notAnEnd = (value) => fail(`不是最末一级：${pathOf(value).join('/')}`);

// What a list becomes: those that are there and wanted keep their place, the others follow.
/**
 * @param {Vendor[]} held
 * @param {Vendor[]} wanted
 * @param {(a: Vendor, b: Vendor) => boolean} [equal]
 * @param {number} [most]
 */
export const merged = (held, wanted, equal = (a, b) => a === b, most = 0) => {
  const keep = held.filter((v) => wanted.some((w) => equal(w, v)));
  const next = [...keep, ...wanted.filter((w) => !keep.some((k) => equal(k, w)))];
  if (most > 0 && next.length > most) fail(`最多选 ${most} 项`);
  return next;
};

// Types into an open list and waits for the answer: an entry that stood there before belongs to the old list.
/**
 * @param {Vendor} input
 * @param {string} text
 * @param {{ key?: boolean, asks?: boolean, loading?: () => boolean }} [how]  `asks`: a server is asked for the entries
 */
export const searchFor = async (input, text, { key = false, asks = true, loading = () => false } = {}) => {
  const begun = requestsBegun();
  setNative(input, text);
  fire(input, 'input', InputEvent, { inputType: 'insertText', data: text });
  if (key) pressKey(input, 'End', 35);
  if (asks) await until(() => requestsBegun() > begun || loading(), 900);
  await tick();
  await until(() => !loading() && !isWaiting(), 3000);
  await rest();
};

// All nodes of a forest, parents before their children.
/** @param {Vendor} list @param {(node: Vendor) => Vendor} under @returns {Vendor[]} */
export const everyNode = (list, under) => (list || []).flatMap((node) => [node, ...everyNode(under(node), under)]);
// A driver's `now` for a list that takes all at once.
/** @param {Choice} list @returns {(c: Control, value: Value) => boolean} */
export const setTogether = (list) => (c, value) => {
  const entries = allEntries(list, c, value);
  if (!entries || !list.set) return false;
  list.set(c, entries);
  return true;
};
