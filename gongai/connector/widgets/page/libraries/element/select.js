// Selects of Element UI, for one value and for several.

import { allEntries, chooseOne, chooseSeveral, merged, notEmptied, pickFree, searchFor } from '../../choices.js';
import { all, clickOutside, isShown } from '../../events.js';
import { tick, until } from '../../wait.js';
import { SKIP, clicked, eui, hears, put, vmAt, vmOf, wordsOf } from './base.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const SELECT = /^ElSelect$/;
const optionText = (o) => String(o.currentLabel ?? '');
const offOption = (o) => o.disabled === true || o.groupDisabled === true || o.limitReached === true;
/** @param {Control} c @param {string} label */
const optionOf = (c, label) => pickFree(vmOf(c).options, label, optionText, (o) => offOption(o) && !(vmOf(c).multiple && o.itemSelected));
const labelOfValue = (vm, value) => {
  if (value === '' || value === null || value === undefined) return '';
  // The cache keeps the labels of lists that are gone: only where typing replaces the list is it the right place to look.
  const options = vm.remote ? [...vm.options, ...vm.cachedOptions] : vm.options;
  const same = (o) => (vm.valueKey && o.value && typeof o.value === 'object' ? o.value[vm.valueKey] === value[vm.valueKey] : o.value === value);
  const found = options.find(same);
  return found ? optionText(found) : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
/** @param {Control} c */
const heldLabels = (c) => (vmOf(c).value || []).map((v) => labelOfValue(vmOf(c), v));

/** @type {Choice} */
const list = {
  open: async (c) => {
    const vm = vmOf(c);
    if (!vm.visible) c.element.click();
    await until(() => vm.visible, 200);
  },
  close: async (c) => {
    const vm = vmOf(c);
    await tick();
    if (vm.visible) { clickOutside(); await tick(); }
    if (vm.visible) vm.visible = false;
  },
  search: async (c, text) => {
    const vm = vmOf(c), input = c.element.querySelector(vm.multiple ? '.el-select__input' : 'input.el-input__inner');
    await searchFor(input, text, { key: true, asks: vm.remote, loading: () => vm.loading });
  },
  loading: (c) => vmOf(c).loading,
  entry: optionOf,
  take: (c, option) => option.$el.click(),
  held: heldLabels,
};
const isSelect = (e, multiple) => Boolean(vmAt(e, SELECT)) && Boolean(vmAt(e, SELECT).multiple) === multiple && !e.closest(SKIP);
// A page that listens for the opening may fill or change the list then: open it as a person would.
const wantsOpening = (vm, ...events) => hears(vm, 'visible-change', 'focus', ...events) || clicked(vm);
/** @type {Pick<Driver, 'enabled' | 'options' | 'opener' | 'option'>} */
const shared = {
  enabled: (c) => !vmOf(c).selectDisabled,
  options: (c) => vmOf(c).options.map(optionText),
  opener: (c) => c.element,
  option: (c, label) => { const o = optionOf(c, label); return o && isShown(o.$el) ? o.$el : null; },
};
const one = eui('select', '.el-select', SELECT, {
  ...shared,
  accept: (e) => isSelect(e, false),
  state: (c) => ({ visible: c.input.value || (vmOf(c).visible ? vmOf(c).selectedLabel : ''), submitted: labelOfValue(vmOf(c), vmOf(c).value) }),
  now: (c, value, order) => {
    const vm = vmOf(c);
    if (value === '') { if (!vm.clearable) notEmptied(); put(vm, ''); return true; }
    if (order.search || wantsOpening(vm)) return false;
    const option = optionOf(c, String(value));
    if (!option) return false;
    option.$el.click();
    return true;
  },
  later: chooseOne(list),
});
const several = eui('multiselect', '.el-select', SELECT, {
  ...shared,
  accept: (e) => isSelect(e, true),
  placeholder: (c) => vmOf(c).placeholder || '',
  state: (c) => {
    const vm = vmOf(c), tags = all(c.element, '.el-select__tags-text').map(wordsOf);
    // Collapsed tags say "甲 + 1": what is shown is not the whole value.
    return { visible: vm.collapseTags && (vm.value || []).length > 1 ? null : tags, submitted: heldLabels(c) };
  },
  now: (c, value, order) => {
    const vm = vmOf(c);
    if (order.search || wantsOpening(vm, 'remove-tag')) return false;
    const chosen = allEntries(list, c, value);
    if (!chosen) return false;
    const next = merged(vm.value || [], chosen.map((o) => o.value), undefined, vm.multipleLimit);
    vm.$emit('input', next);
    vm.emitChange(next);
    return true;
  },
  later: chooseSeveral(list),
});
export const selects = [one, several];
