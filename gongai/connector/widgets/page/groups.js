// Single radios and check boxes that are one field: found by their words, clicked by what each library makes of them.

import { notFree, notOffered, pickFree } from './choices.js';
import { fail, listOf, pickOne } from './text.js';
import { rest } from './wait.js';

/** @typedef {import('./types.js').Boxes} Boxes */
/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Value} Value */
/** @typedef {import('./types.js').Vendor} Vendor */

/** @param {Control} c @returns {Vendor[]} */
const nodesOf = (c) => c.nodes || [];

// The box of one label: it must be there and free.
/** @param {Boxes} boxes @param {Control} c @param {string} label */
export const boxOf = (boxes, c, label) => pickFree(nodesOf(c), label, boxes.words, boxes.dead) || notOffered(label);

// What every driver for a group has in common.
/** @param {Boxes} boxes */
export const groupOf = (boxes) => ({
  /** @param {Control} c */
  enabled: (c) => nodesOf(c).some((node) => !boxes.dead(node)),
  /** @param {Control} c */
  options: (c) => nodesOf(c).map(boxes.words),
  placeholder: () => '',
  /** @param {Control} c @param {string} label */
  option: (c, label) => pickOne(nodesOf(c), label, boxes.words),
});

// The boxes that are wanted, and those that do not stand as they should; fails where one of these is stuck.
/** @param {Boxes} boxes @param {Control} c @param {Value} value */
export const toTick = (boxes, c, value) => {
  const wanted = new Set(listOf(value).map((label) => boxOf(boxes, c, label)));
  const wrong = nodesOf(c).filter((node) => wanted.has(node) !== boxes.on(node)), stuck = wrong.find(boxes.dead);
  if (stuck) notFree(boxes.words(stuck));
  return { wanted, wrong };
};

// All in one task.
/** @param {Boxes} boxes @returns {(c: Control, value: Value) => boolean} */
export const tickAtOnce = (boxes) => (c, value) => { toTick(boxes, c, value).wrong.forEach(boxes.click); return true; };

// Each after the page has drawn the one before: for boxes with a handler of their own.
/** @param {Boxes} boxes @returns {(c: Control, value: Value) => Promise<void>} */
export const tickOneByOne = (boxes) => async (c, value) => {
  const { wanted } = toTick(boxes, c, value);
  for (const node of nodesOf(c)) if (wanted.has(node) !== boxes.on(node)) { boxes.click(node); await rest(); }
};

// A group that keeps its values by itself is given the new list; values of boxes that are not shown stay.
/**
 * @param {Control} c @param {Set<Vendor>} wanted @param {Vendor[]} held
 * @param {{ valueOf: (node: Vendor) => Vendor, max?: number, min?: number }} group
 */
export const valuesOf = (c, wanted, held, { valueOf, max, min }) => {
  if (max !== undefined && wanted.size > max) fail(`最多选 ${max} 项`);
  if (min !== undefined && wanted.size < min) fail(`最少选 ${min} 项`);
  const known = nodesOf(c).map(valueOf);
  return [...held.filter((v) => !known.includes(v)), ...nodesOf(c).filter((node) => wanted.has(node)).map(valueOf)];
};
