// Selects of Element Plus: the ordinary one and the virtual one keep their options differently.

import { allEntries, chooseOne, chooseSeveral, merged, notEmptied, pickFree, searchFor } from '../../choices.js';
import { all, isShown } from '../../events.js';
import { norm, pickOne, tidy } from '../../text.js';
import { hears3, vm3 } from '../../vue.js';
import { tick, until } from '../../wait.js';
import { SKIP, wordsOf } from '../element/base.js';
import { EP_EDGE, ep, epAt, epOf, epOff, epOpen, epPut } from './base.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const EP_SELECT = /^ElSelect(V2)?$/;
const epV2 = (vm) => vm.type.name === 'ElSelectV2';
const epOptions = (vm) => {
  if (epV2(vm)) {
    const s = vm.setupState;
    return vm.props.options.flatMap((o) => o.options || [o]).map((o) => ({ label: String(s.getLabel(o) ?? ''), value: s.getValue(o), dead: Boolean(s.getDisabled(o)), raw: o }));
  }
  return [...vm.setupState.states.options.values()].map((o) => ({ label: String(o.currentLabel ?? ''), value: o.value, dead: Boolean(o.isDisabled || o.disabled), raw: o }));
};
const epSame = (vm, a, b) => (a && b && typeof a === 'object' ? a[vm.props.valueKey] === b[vm.props.valueKey] : a === b);
const epLabel = (vm, value) => {
  if (value === '' || value === null || value === undefined) return '';
  const cached = vm.props.remote && !epV2(vm) ? [...vm.setupState.states.cachedOptions.values()].map((o) => ({ label: String(o.currentLabel ?? ''), value: o.value })) : [];
  const found = [...epOptions(vm), ...cached].find((o) => epSame(vm, o.value, value));
  return found ? found.label : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
const epOption = (vm, label) => pickFree(epOptions(vm), label, (o) => o.label, (o) => o.dead);
/** @param {Control} c */
const heldLabels = (c) => (epOf(c).props.modelValue || []).map((v) => epLabel(epOf(c), v));
const expanded = (vm) => Boolean(vm.setupState.expanded);

/** @type {Choice} */
const list = {
  open: async (c) => {
    if (!expanded(epOf(c))) c.element.querySelector('.el-select__wrapper').click();
    await until(() => expanded(epOf(c)), 200);
  },
  close: async (c) => {
    const vm = epOf(c);
    await tick();
    if (expanded(vm)) { vm.setupState.expanded = false; await tick(); }
  },
  search: async (c, text) => {
    const vm = epOf(c), input = c.element.querySelector('.el-select__input');
    await searchFor(input, text, { asks: vm.props.remote, loading: () => vm.props.loading });
  },
  loading: (c) => epOf(c).props.loading,
  entry: (c, label) => epOption(epOf(c), label),
  take: (c, option) => { const { setupState } = epOf(c); if (epV2(epOf(c))) setupState.onSelect(option.raw); else setupState.handleOptionSelect(option.raw); },
  held: heldLabels,
};
/** @param {Control} c */
const epList = (c) => { const id = c.input && c.input.getAttribute('aria-controls'); return id && document.getElementById(id); };
/** @type {Pick<Driver, 'enabled' | 'options' | 'placeholder' | 'opener' | 'option'>} */
const epSelect = {
  enabled: (c) => !epOff(c),
  options: (c) => epOptions(epOf(c)).map((o) => o.label),
  placeholder: (c) => epOf(c).props.placeholder || '',
  opener: (c) => c.element.querySelector('.el-select__wrapper'),
  option: (c, label) => {
    const menu = epList(c);
    const row = menu && pickOne(all(menu, '.el-select-dropdown__item'), label, (e) => e.textContent);
    // What a virtual list has not drawn is scrolled to; the caller asks again.
    const box = menu && menu.closest('.el-vl__window'), first = box && box.querySelector('.el-select-dropdown__item');
    if (first && !row) box.scrollTop = epOptions(epOf(c)).findIndex((o) => norm(o.label) === norm(label)) * first.offsetHeight;
    return row && isShown(row) ? row : null;
  },
};
const isSelect = (e, multiple) => {
  const vm = epAt(e, EP_SELECT);
  return Boolean(vm) && Boolean(vm.props.multiple) === multiple && !e.closest(SKIP) && !vm3(e, /^ElTreeSelect$/, EP_EDGE);
};
const one = ep('select', '.el-select', EP_SELECT, {
  ...epSelect,
  accept: (e) => isSelect(e, false),
  state: (c) => {
    const vm = epOf(c), words = c.element.querySelector('.el-select__placeholder:not(.is-transparent)');
    return { visible: words && !words.closest('.is-hidden') ? tidy(words.textContent) : '', submitted: epLabel(vm, vm.props.modelValue) };
  },
  now: (c, value, order) => {
    const vm = epOf(c);
    if (value === '') { if (!vm.props.clearable) notEmptied(); const s = vm.setupState; (s.handleClearClick || s.handleClear)(new Event('click')); return true; }
    if (order.search || epOpen(vm)) return false;
    const option = epOption(vm, String(value));
    if (!option || !list.take) return false;
    list.take(c, option);
    return true;
  },
  later: chooseOne(list),
});
const several = ep('multiselect', '.el-select', EP_SELECT, {
  ...epSelect,
  accept: (e) => isSelect(e, true),
  state: (c) => {
    const { collapseTags, modelValue } = epOf(c).props;
    return { visible: collapseTags && (modelValue || []).length > 1 ? null : all(c.element, '.el-select__tags-text').map(wordsOf), submitted: heldLabels(c) };
  },
  now: (c, value, order) => {
    const vm = epOf(c);
    if (order.search || epOpen(vm) || hears3(vm, 'removetag')) return false;
    const chosen = allEntries(list, c, value);
    if (!chosen) return false;
    epPut(vm, merged(vm.props.modelValue || [], chosen.map((o) => o.value), (a, b) => epSame(vm, a, b), vm.props.multipleLimit));
    return true;
  },
  later: chooseSeveral(list),
});
export const selects = [one, several];
