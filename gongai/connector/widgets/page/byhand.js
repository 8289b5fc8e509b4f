// For trusted clicks and keys from outside the page: what is clicked, and what is typed into it.

import { indexForm } from './controls.js';
import { all } from './events.js';
import { lookup } from './lookup.js';
import { listOf } from './text.js';
import { withDriver } from './tree.js';

/** @typedef {import('./types.js').Order} Order */
/** @typedef {import('./types.js').Vendor} Vendor */

// The texts a person would type for a value; `closed`: parsed when the panel opens, taken over by a button in it.
/** @param {{ root: string, order: Order }} what */
export const typed = ({ root, order }) => {
  const found = lookup(indexForm(root), order);
  if (!found.control) return { texts: listOf(order.value), closed: false, pause: 0, each: false };
  const c = withDriver(found.control, order.kind);
  const texts = c.driver.typed ? c.driver.typed(c, order.value) : listOf(order.value);
  return { texts, closed: Boolean(c.driver.confirm), pause: c.driver.pause || 0, each: Boolean(c.driver.eachEnter) };
};

// Elements for trusted clicks and keys from outside the page.
/** @param {{ root: string, order: Order, part: string, label: string, level: number }} what @returns {Vendor} */
export const partOf = ({ root, order, part, label, level }) => {
  const found = lookup(indexForm(root), order);
  if (!found.control) return null;
  const c = withDriver(found.control, order.kind);
  if (part === 'input') return c.driver.entry ? c.driver.entry(c) : c.input;
  if (part === 'area') return c.driver.area ? c.driver.area(c) : c.input;
  if (part === 'files') return c.driver.files ? c.driver.files(c) : null;
  if (part === 'pair') return (c.pair ? c.pair[level].input : all(c.element, 'input')[level] || c.input);
  if (part === 'confirm') return c.driver.confirm ? c.driver.confirm(c) : null;
  if (part === 'opener') return c.driver.opener ? c.driver.opener(c) : c.input || c.element;
  if (part === 'option') return c.driver.option ? c.driver.option(c, label, level) : null;
  return c.element;
};
