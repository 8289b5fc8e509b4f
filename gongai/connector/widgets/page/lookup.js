// The one control meant, or why there is none. `daterange` may be laid over two date inputs under one label, `cascader`
// over several selects; `#2` behind a label means the second control under it.

import { indexForm } from './controls.js';
import { besideLabel } from './labels.js';
import { chainDriver, pairDriver } from './several.js';
import { norm } from './text.js';

/** @typedef {import('./controls.js').Index} Index */
/** @typedef {import('./types.js').Control} Control */
/** @typedef {{ control?: Control, trouble?: string }} Found */
/** @typedef {{ label: string, section: string, kind: string }} Field */

/** @type {Record<string, (hits: Control[]) => false | Partial<Control>>} */
const SEVERAL_AS = {
  daterange: (hits) => hits.length === 2 && hits.every((c) => ['date', 'text'].includes(c.driver.kind)) && { driver: { ...pairDriver, pause: hits[0].driver.pause, eachEnter: true }, pair: hits },
  cascader: (hits) => hits.every((c) => c.driver.kind === 'select') && { driver: chainDriver, chain: hits },
};
/** @param {Index} index @param {Field} order @param {number} number @returns {Found} */
const byLabel = (index, order, number) => {
  const { section, label, kind } = order;
  const want = norm(label), part = norm(section);
  const depth = (c) => (part ? c.sections.indexOf(part) : 0);
  const match = (list, key) => {
    let hits = list.filter((c) => key(c) === want && depth(c) >= 0);
    // A hidden file input shares its label with the box that shows its name: each is meant by its own kind.
    const files = hits.filter((c) => (c.driver.kind === 'upload') === (kind === 'upload'));
    if (hits.length > 1 && files.length) hits = files;
    if (hits.length > 1 && part) { const near = Math.min(...hits.map(depth)); hits = hits.filter((c) => depth(c) === near); }
    return hits;
  };
  const visible = index.controls.filter((c) => c.visible);
  let hits = match(visible, (c) => c.key);
  // Words inside a cell that itself has a label: 联系人 | 姓名 □ 电话 □.
  if (!hits.length) hits = match(visible.filter((c) => c.first.closest('td')), (c) => norm(besideLabel(c.element)));
  if (!hits.length) hits = match(visible, (c) => norm(c.placeholder));
  if (hits.length === 1 && number < 2) return { control: hits[0] };
  if (number && hits.length) return hits[number - 1] ? { control: hits[number - 1] } : { trouble: `找不到（同名的只有 ${hits.length} 个）` };
  const together = hits.length > 1 && SEVERAL_AS[kind] && SEVERAL_AS[kind](hits);
  if (together) return { control: { ...hits[0], ...together, again: () => byLabel(indexForm(index.css), order, 0).control } };
  if (hits.length > 1) return { trouble: `找到多个（${hits.length} 个），不能确定填哪一个` };
  if (!index.roots.length) return { trouble: '找不到（所在区域未显示）' };
  if (match(index.controls, (c) => c.key).length) return { trouble: '找不到（页面上有同名控件，但未显示）' };
  return { trouble: '找不到' };
};

/** @param {Index} index @param {Field} order @returns {Found} */
export const lookup = (index, order) => {
  const counted = /^(.+)#(\d+)$/.exec(order.label);
  const literal = counted && index.controls.some((c) => c.key === norm(order.label));
  if (!counted || literal) return byLabel(index, order, 0);
  return byLabel(index, { ...order, label: counted[1] }, Number(counted[2]));
};
