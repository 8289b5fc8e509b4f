// Several controls that are one field.

import { sameValue } from './compare.js';
import { fail, listOf, pathOf } from './text.js';
import { rest, until } from './wait.js';

/** @typedef {import('./types.js').Driver} Driver */
/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Order} Order */
/** @typedef {import('./types.js').Value} Value */

/** @param {Control} c @returns {Control[]} */
const pairOf = (c) => c.pair || [];
/** @param {Control} c @returns {Control[]} */
const chainOf = (c) => c.chain || [];

// What each holds, without those that hold nothing.
/** @param {(Value | null)[]} held @returns {string[]} */
const texts = (held) => held.flatMap((one) => listOf(one)).filter(Boolean);

// Two date inputs under one label: 日期 至 日期.
/** @type {Driver} */
export const pairDriver = {
  library: 'plain', kind: 'daterange', css: '',
  enabled: (c) => pairOf(c).every((p) => p.driver.enabled(p)),
  typed: (c, value) => listOf(value).map((text, i) => { const one = pairOf(c)[i]; return one && one.driver.typed ? one.driver.typed(one, text)[0] : text; }),
  state: (c) => {
    const both = pairOf(c).map((p) => p.driver.state(p));
    return { visible: texts(both.map((s) => s.visible)), submitted: texts(both.map((s) => s.submitted)) };
  },
  now: (c, value, order) => {
    const dates = listOf(value).length ? listOf(value) : ['', ''];
    if (dates.length !== 2) fail('日期范围需要起止两个日期');
    return pairOf(c).every((p, i) => p.driver.now(p, dates[i], order));
  },
};

/** @param {Control} one @param {Value} value @param {Order} order */
const setOne = async (one, value, order) => {
  if (!one.driver.now(one, value, order) && one.driver.later) await one.driver.later(one, value, order);
};
// Several selects under one label, each waiting for the one before: 省 市 县 in one cell.
/** @type {Driver} */
export const chainDriver = {
  library: 'plain', kind: 'cascader', css: '',
  enabled: (c) => chainOf(c)[0].driver.enabled(chainOf(c)[0]),
  options: (c) => { const [first] = chainOf(c); return first.driver.options ? first.driver.options(first) : []; },
  state: (c) => {
    const each = chainOf(c).map((one) => one.driver.state(one));
    return { visible: texts(each.map((s) => s.visible)), submitted: texts(each.map((s) => s.submitted)) };
  },
  now: () => false,
  later: async (c, value, order) => {
    const steps = pathOf(value);
    if (steps.length > chainOf(c).length) fail(`选项中没有：${steps[chainOf(c).length]}`);
    if (!steps.length) { await setOne(chainOf(c)[0], '', order); return; }
    for (const [level, step] of steps.entries()) {
      // Drawn anew by the choice before it.
      const one = await until(() => { const now = c.again && c.again(); const x = now && now.chain && now.chain[level]; return x && x.driver.enabled(x) ? x : null; });
      if (!one) return fail('已禁用');
      const part = { ...order, kind: 'select', value: step };
      if (sameValue('select', step, one.driver.state(one).submitted)) continue;
      await setOne(one, step, part);
      await rest();
    }
  },
};
