// Filling a form in one pass, and reading it back.

import { sameValue } from './compare.js';
import { indexForm } from './controls.js';
import { lookup } from './lookup.js';
import { closeAll, openPanels } from './panels.js';
import { reading } from './read.js';
import { obey } from './rules.js';
import { staticText } from './statics.js';
import { Trouble, fail } from './text.js';
import { withDriver } from './tree.js';
import { allow, rest, tick, until } from './wait.js';

/** @typedef {import('./types.js').Order} Order */
/** @typedef {{ trouble: string, broke: string }} Result */

const compareAs = (c, kind) => {
  const own = c.driver.kind;
  return own === 'text' || own === 'textarea' ? (['number', 'date', 'year'].includes(kind) ? kind : own) : own;
};
const already = (c, order) => sameValue(compareAs(c, order.kind), order.value, c.driver.state(c).submitted);

// Sets one field without waiting. true: done; false: needs time (a list to open, an answer to come, a field to appear).
const setNow = (index, order) => {
  const found = lookup(index, order);
  // Redrawn by the handler of a field before it: looked up anew, once the page has come to rest.
  if (!found.control || !found.control.first.isConnected) return false;
  const c = withDriver(found.control, order.kind);
  if (already(c, order)) return true;
  if (!c.driver.enabled(c)) return false;
  obey(c, order.value);
  return Boolean(c.driver.now(c, order.value, order));
};
// A field may come with the answer to another one: waited for while the page is at work.
const appearing = async (rootCss, order) => {
  await rest();
  const first = lookup(indexForm(rootCss), order);
  if (first.control) return first;
  const later = await until(() => { const again = lookup(indexForm(rootCss), order); return again.control ? again : null; }, 400);
  return later || first;
};
const setLater = async (rootCss, order) => {
  const found = await appearing(rootCss, order);
  const c = found.control ? withDriver(found.control, order.kind) : fail(found.trouble || '');
  if (already(c, order)) return;
  if (!(await until(() => c.driver.enabled(c), 300))) fail('已禁用');
  obey(c, order.value);
  if (c.driver.now(c, order.value, order)) return;
  if (!c.driver.later) throw new Error('no slow way');
  await c.driver.later(c, order.value, order);
  await rest();
};

/** @param {unknown} error */
const inShort = (error) => String(error instanceof Error ? error.message : error).slice(0, 200);
/** @param {() => Promise<void>} work @param {Result} result */
const attempt = async (work, result) => {
  try { await work(); } catch (error) {
    if (error instanceof Trouble) result.trouble = error.message;
    else result.broke = inShort(error);
    closeAll();
    await tick();
  }
};
/** @param {{ root: string, orders: Order[], budget: number }} pass */
export const fill = async ({ root, orders, budget }) => {
  allow(budget);
  /** @type {Result[]} */
  const results = orders.map(() => ({ trouble: '', broke: '' }));
  let index = indexForm(root);
  // In the given order: runs of fields that can be set at once share one task, and one rendering.
  for (const [i, order] of orders.entries()) {
    if (order.kind === 'readonly') {
      if (!lookup(index, order).control && staticText(index, order) === null) { await appearing(root, order); index = indexForm(root); }
      continue;
    }
    let done;
    try { done = setNow(index, order); } catch (error) {
      if (error instanceof Trouble) { results[i].trouble = error.message; continue; }
      results[i].broke = inShort(error);
      continue;
    }
    if (!done) {
      await attempt(() => setLater(root, order), results[i]);
      index = indexForm(root);
    }
  }
  // What a later field's handler cleared or reloaded is set once more, in the same order.
  for (let round = 0; round < 2; round++) {
    await rest();
    index = indexForm(root);
    const wrong = orders.map((order, i) => i).filter((i) => {
      if (results[i].trouble || results[i].broke || orders[i].kind === 'readonly') return false;
      const found = lookup(index, orders[i]);
      return !found.control || !already(withDriver(found.control, orders[i].kind), orders[i]);
    });
    if (!wrong.length) break;
    for (const i of wrong) await attempt(async () => { if (!setNow(indexForm(root), orders[i])) await setLater(root, orders[i]); }, results[i]);
    await rest();
    index = indexForm(root);
  }
  closeAll();
  await until(() => !openPanels().length, 300); // what is leaving still lies over the page
  allow();
  return orders.map((order, i) => ({ ...results[i], reading: reading(index, order) }));
};
