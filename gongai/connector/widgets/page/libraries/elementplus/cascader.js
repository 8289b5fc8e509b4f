// The cascader of Element Plus.

import { chooseInSteps, nodesAlong, notAnEnd, notEmptied } from '../../choices.js';
import { all, clickOutside, isShown } from '../../events.js';
import { unsupported } from '../../rules.js';
import { listOf } from '../../text.js';
import { hears3 } from '../../vue.js';
import { tick } from '../../wait.js';
import { SKIP } from '../element/base.js';
import { pressRow, rowAt, shownRowAt } from '../element/cascader.js';
import { ep, epAt, epChecks, epOf, epOff, epOpen, epPut } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

const epKeys = (vm) => ({ value: 'value', label: 'label', children: 'children', disabled: 'disabled', leaf: 'leaf', emitPath: true, ...vm.props.props });
// The nodes along a path, or null.
const epPath = (vm, value) => {
  const keys = epKeys(vm);
  const way = nodesAlong(vm.props.options || [], value, {
    label: (n) => n[keys.label], dead: (n) => (typeof keys.disabled === 'function' ? keys.disabled(n) : n[keys.disabled]), under: (n) => n[keys.children],
  });
  if (way && (way.at(-1)[keys.children] || []).length && !keys.checkStrictly) notAnEnd(value);
  return way;
};
// The labels of what the model holds, a whole path or only its end.
const epTrail = (vm) => {
  const keys = epKeys(vm), held = vm.props.modelValue;
  if (held === null || held === undefined || held === '' || (Array.isArray(held) && !held.length)) return [];
  const find = (list, trail) => {
    for (const node of list || []) {
      const here = [...trail, node];
      const hit = Array.isArray(held) ? here.length === held.length && here.every((n, i) => n[keys.value] === held[i]) : node[keys.value] === held;
      const deeper = hit ? here : find(node[keys.children], here);
      if (deeper) return deeper;
    }
    return null;
  };
  const trail = find(vm.props.options, []);
  return trail ? trail.map((n) => String(n[keys.label])) : null;
};
/** @param {Control} c */
const epDrop = (c) => { const id = c.input.getAttribute('aria-controls'); const own = id && document.getElementById(id); return own || all(document, '.el-cascader__dropdown').find(isShown) || null; };
// A list of paths is no path: no driver knows how to choose several.
export const severalPaths = ep('cascader', '.el-cascader', /^ElCascader$/, {
  accept: (e) => { const vm = epAt(e, /^ElCascader$/); return Boolean(vm) && Boolean((vm.props.props || {}).multiple) && !e.closest(SKIP); },
  enabled: (c) => !epOff(c),
  state: () => ({ visible: null, submitted: null }),
  now: () => unsupported('可选多条路径的级联选择'),
});
export const cascader = ep('cascader', '.el-cascader', /^ElCascader$/, {
  accept: (e) => { const vm = epAt(e, /^ElCascader$/); return Boolean(vm) && !(vm.props.props || {}).multiple && !e.closest(SKIP); },
  enabled: (c) => !epOff(c),
  options: (c) => { const vm = epOf(c); return (vm.props.options || []).map((n) => String(n[epKeys(vm).label])); },
  state: (c) => {
    const vm = epOf(c), shown = c.input.value.split(vm.props.separator).map((s) => s.trim()).filter(Boolean);
    const trail = epTrail(vm);
    // What is loaded step by step is known to the panel alone: its words stand in the field.
    return { visible: vm.props.showAllLevels ? shown : null, submitted: trail || (shown.length === listOf(vm.props.modelValue).length ? shown : listOf(vm.props.modelValue).map(String)) };
  },
  now: (c, value) => {
    const vm = epOf(c), keys = epKeys(vm);
    if (!listOf(value).length) { if (!vm.props.clearable) notEmptied(); epPut(vm, keys.emitPath ? [] : null); epChecks(vm); return true; }
    if (keys.lazy || epOpen(vm) || hears3(vm, 'expandchange')) return false;
    const nodes = epPath(vm, value);
    if (!nodes) return false;
    const values = nodes.map((n) => n[keys.value]);
    epPut(vm, keys.emitPath ? values : values.at(-1));
    epChecks(vm);
    return true;
  },
  later: chooseInSteps({
    open: (c) => c.element.click(),
    close: async () => { clickOutside(); await tick(); },
    row: (c, label, level) => rowAt(epDrop(c), label, level),
    dead: '.is-disabled',
    press: (c, row) => pressRow(row),
  }),
  opener: (c) => c.element,
  option: (c, label, level) => shownRowAt(epDrop(c), label, level),
});
