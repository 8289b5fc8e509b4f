// Selects of Ant Design, for one value and for several.

import { allEntries, chooseOne, chooseSeveral, merged, notEmptied, pickFree, searchFor } from '../../choices.js';
import { all, isShown } from '../../events.js';
import { norm, pickOne, tidy } from '../../text.js';
import { hears3, vm3 } from '../../vue.js';
import { rest } from '../../wait.js';
import { ant, antDrop, antFold, antGiven, antText, antUnfold, plainOf } from './base.js';
import { antBase, antClear, antLabels, antMany, antSelect, antShown } from './selector.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {{ element: Vendor }} c */
const antList = (c) => antGiven(c.element, (x) => typeof x.onSelect === 'function' && x.flattenOptions !== undefined);
/** @param {Control} c */
const antOptions = (c) => {
  const given = antList(c);
  return (plainOf(given.flattenOptions) || []).filter((o) => !o.group).map((o) => ({ label: antText(o.label), value: o.value, dead: Boolean(o.data && o.data.disabled) }));
};
/** @param {Control} c @param {string} label */
const antOption = (c, label) => pickFree(antOptions(c), label, (o) => o.label, (o) => o.dead);
const antHears = (e) => {
  const vm = vm3(e, /^A(Select|Cascader|TreeSelect)$/, /^AFormItem$/);
  if (vm) return hears3(vm, 'dropdownvisiblechange', 'focus', 'click');
  const base = antBase(e);
  return Boolean(base.onDropdownVisibleChange || base.onFocus);
};
/** @type {Choice} */
const list = {
  open: antUnfold,
  close: antFold,
  search: (c, text) => searchFor(c.input, text),
  entry: antOption,
  take: (c, option) => antList(c).onSelect(option.value, { selected: true }),
  held: (c) => antLabels(antBase(c.element)),
  drop: async (c, labels) => {
    const base = antBase(c.element), gone = labels.map(norm);
    base.onDisplayValuesChange(base.displayValues.filter((v) => !gone.includes(norm(antText(v.label ?? v.value)))).map((v) => v.value), { type: 'add', values: [] });
    await rest();
  },
};
/** @type {Pick<Driver, 'enabled' | 'placeholder' | 'opener' | 'options' | 'option'>} */
const shared = {
  ...antSelect,
  options: (c) => antOptions(c).map((o) => tidy(o.label)),
  // What is not drawn is scrolled to; the caller asks again.
  option: (c, label) => {
    const drop = antDrop(c);
    if (!drop || !isShown(drop)) return null;
    const row = pickOne(all(drop, '.ant-select-item-option'), label, (e) => e.title || e.textContent);
    const holder = drop.querySelector('.rc-virtual-list-holder');
    if (!row && holder) {
      // How far it is can only be guessed from what is drawn: nearer with every look.
      const place = (text) => antOptions(c).findIndex((o) => norm(o.label) === norm(text));
      const at = place(label), first = drop.querySelector('.ant-select-item-option');
      if (at >= 0 && first) holder.scrollTop += (at - place(first.title || first.textContent)) * 24 - 48;
    }
    return row && isShown(row) ? row : null;
  },
};
const ANT_SELECT = '.ant-select:not(.ant-cascader):not(.ant-tree-select):not(.ant-select-auto-complete)';
const isSelect = (e, many) => { const base = antBase(e); return Boolean(base) && antMany(base) === many && Boolean(antList({ element: e })); };
const one = ant('select', ANT_SELECT, {
  ...shared,
  accept: (e) => isSelect(e, false),
  state: (c) => ({ visible: antShown(c)[0] ?? '', submitted: antLabels(antBase(c.element))[0] ?? '' }),
  now: (c, value, order) => {
    const base = antBase(c.element);
    if (value === '') return base.allowClear ? antClear(base) : notEmptied();
    if (order.search || antHears(c.element)) return false;
    const option = antOption(c, String(value));
    if (!option) return false;
    antList(c).onSelect(option.value, { selected: true });
    return true;
  },
  later: chooseOne(list),
});
const several = ant('multiselect', ANT_SELECT, {
  ...shared,
  accept: (e) => isSelect(e, true),
  state: (c) => {
    const base = antBase(c.element);
    // "+ 2 ..." stands for tags that are not drawn.
    const folded = base.maxTagCount !== undefined && base.maxTagCount !== null && base.displayValues.length > antShown(c).length - 1;
    return { visible: folded ? null : antShown(c), submitted: antLabels(base) };
  },
  now: (c, value, order) => {
    const base = antBase(c.element);
    if (order.search || antHears(c.element)) return false;
    const chosen = allEntries(list, c, value);
    if (!chosen) return false;
    base.onDisplayValuesChange(merged(base.displayValues.map((v) => v.value), chosen.map((o) => o.value)), { type: 'add', values: [] });
    return true;
  },
  later: chooseSeveral(list),
});
export const selects = [one, several];
