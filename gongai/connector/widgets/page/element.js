// Element UI 2 on Vue 2. Values are read from the component (what the model holds), set by the component's own
// event path wherever it does not need an open drop-down: one task, so Vue renders the page once.
// Longer than its neighbours because one library's widgets share most of their helpers.
const formItem = (e) => e.closest('.el-form-item');
const itemLabel = (e) => {
  for (let item = formItem(e); item; item = item.parentElement && formItem(item.parentElement)) {
    const label = item.querySelector(':scope > .el-form-item__label, :scope > .el-form-item__label-wrap > .el-form-item__label');
    if (label && cx.norm(cx.text(label))) return label;
  }
  return null;
};
// A table's head is a table of its own; cell and head share a class.
const columnLabel = (e) => {
  const cell = e.closest('td[class*=el-table_]');
  const column = cell && [...cell.classList].find((name) => /^el-table_\d+_column_\d+$/.test(name));
  return column ? cell.closest('.el-table').querySelector(`.el-table__header th.${column} .cell`) : null;
};
cx.labelRules.push(itemLabel, columnLabel);
cx.sectionRules.push(
  ['.el-card', '.el-card__header'], ['.el-collapse-item', '.el-collapse-item__header'], ['fieldset', 'legend'],
  ['.el-dialog', '.el-dialog__title'], ['.el-drawer', '.el-drawer__header'],
);
cx.items.push('.el-form-item');
cx.required.push('.el-form-item.is-required');
cx.dialogs.push('.el-dialog__wrapper', '.el-drawer__wrapper');
cx.floats.push('.el-select-dropdown', '.el-picker-panel', '.el-cascader__dropdown', '.el-autocomplete-suggestion', '.el-popover', '.el-dropdown-menu');
cx.panels.push('.el-picker-panel', '.el-select-dropdown', '.el-cascader__dropdown', '.el-autocomplete-suggestion', '.el-popover', '.el-pagination', '.el-transfer', '.el-message-box', '.el-tree');
const SKIP = '.el-table-column--selection, .el-tree, .el-select-dropdown, .el-cascader__dropdown, .el-cascader-panel, .el-transfer, .el-table__header';

const hears = (vm, ...events) => events.some((name) => vm.$listeners && vm.$listeners[name]);
const clicked = (vm) => Boolean(vm.$vnode && vm.$vnode.data && vm.$vnode.data.nativeOn);
const validated = (vm, value) => { if (vm.dispatch) vm.dispatch('ElFormItem', 'el.form.change', [value]); };
const put = (vm, value) => { vm.$emit('input', value); vm.$emit('change', value); validated(vm, value); };
// The element of a widget carries whichever component drew it last: itself, the input it is made of, or the page's own
// wrapper around it. The right one is found by its name among those that share the element.
const vmAt = (e, name) => {
  const vm = cx.vue(e);
  if (!vm) return null;
  for (let up = vm; up && up.$el === e; up = up.$parent) if (name.test(up.$options.name)) return up;
  for (let down = vm; down; down = down.$children.find((x) => x.$el === e)) if (name.test(down.$options.name)) return down;
  return null;
};
const vmOf = (c) => vmAt(c.element, c.driver.component);
const eui = (kind, css, component, rest) => ({ library: 'element-ui', kind, css, component, accept: (e) => Boolean(vmAt(e, component)) && !e.closest(SKIP), ...rest });
const boxVm = (e) => vmAt(e, /^El(Radio|Checkbox)(Button)?$/);

// Select ------------------------------------------------------------------------------------------------
const SELECT = /^ElSelect$/;
const optionText = (o) => String(o.currentLabel ?? '');
const offOption = (o) => o.disabled === true || o.groupDisabled === true || o.limitReached === true;
const optionOf = (c, label) => {
  const option = cx.pick(vmOf(c).options, label, optionText);
  if (option && offOption(option) && !(vmOf(c).multiple && option.itemSelected)) cx.fail(`选项不可选：${label}`);
  return option;
};
const labelOfValue = (vm, value) => {
  if (value === '' || value === null || value === undefined) return '';
  // The cache keeps the labels of lists that are gone: only where typing replaces the list is it the right place to look.
  const known = (vm.remote ? [...vm.options, ...vm.cachedOptions] : vm.options).find((o) => (vm.valueKey && o.value && typeof o.value === 'object' ? o.value[vm.valueKey] === value[vm.valueKey] : o.value === value));
  return known ? optionText(known) : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
const openSelect = async (c) => {
  const vm = vmOf(c);
  if (!vm.visible) c.element.click();
  await cx.until(() => vm.visible, 200);
  return vm;
};
const shutSelect = async (vm) => {
  await cx.tick();
  if (vm.visible) { cx.clickOutside(); await cx.tick(); }
  if (vm.visible) vm.visible = false;
};
// The answer to what was typed: an option that stood there before belongs to the old list.
const search = async (c, text) => {
  const vm = vmOf(c), input = c.element.querySelector(vm.multiple ? '.el-select__input' : 'input.el-input__inner');
  const begun = cx.watch.begun;
  cx.setNative(input, text);
  cx.fire(input, 'input', InputEvent, { inputType: 'insertText', data: text });
  cx.key(input, 'End', 35);
  if (vm.remote) await cx.until(() => cx.watch.begun > begun || vm.loading, 900);
  await cx.tick();
  await cx.until(() => !vm.loading && !cx.waiting(), 3000);
};
const openOption = (c, label) => cx.until(() => !vmOf(c).loading && optionOf(c, label));
cx.drivers.push(eui('select', '.el-select', SELECT, {
  accept: (e) => Boolean(vmAt(e, SELECT)) && !vmAt(e, SELECT).multiple && !e.closest(SKIP),
  enabled: (c) => !vmOf(c).selectDisabled,
  options: (c) => vmOf(c).options.map(optionText),
  state: (c) => ({ visible: c.input.value || (vmOf(c).visible ? vmOf(c).selectedLabel : ''), submitted: labelOfValue(vmOf(c), vmOf(c).value) }),
  now: (c, value, order) => {
    const vm = vmOf(c);
    if (value === '') { if (!vm.clearable) cx.fail('不能清空'); put(vm, ''); return true; }
    // A page that listens for the opening may fill or change the list then: open it as a person would.
    if (order.search || hears(vm, 'visible-change', 'focus') || clicked(vm)) return false;
    const option = optionOf(c, value);
    if (!option) return false;
    option.$el.click();
    return true;
  },
  later: async (c, value, order) => {
    const vm = await openSelect(c);
    try {
      if (order.search) await search(c, order.search);
      const option = await openOption(c, value);
      if (!option) cx.fail(`选项中没有：${value}`);
      option.$el.click();
    } finally { await shutSelect(vm); }
  },
  opener: (c) => c.element,
  option: (c, label) => { const o = optionOf(c, label); return o && cx.shown(o.$el) ? o.$el : null; },
}), eui('multiselect', '.el-select', SELECT, {
  accept: (e) => Boolean(vmAt(e, SELECT)) && vmAt(e, SELECT).multiple && !e.closest(SKIP),
  enabled: (c) => !vmOf(c).selectDisabled,
  options: (c) => vmOf(c).options.map(optionText),
  placeholder: (c) => vmOf(c).placeholder || '',
  state: (c) => {
    const vm = vmOf(c);
    const tags = [...c.element.querySelectorAll('.el-select__tags-text')].map((t) => cx.tidy(t.textContent));
    // Collapsed tags say "甲 + 1": what is shown is not the whole value.
    return { visible: vm.collapseTags && (vm.value || []).length > 1 ? null : tags, submitted: (vm.value || []).map((v) => labelOfValue(vm, v)) };
  },
  now: (c, value, order) => {
    const vm = vmOf(c);
    if (order.search || hears(vm, 'visible-change', 'focus', 'remove-tag') || clicked(vm)) return false;
    const chosen = cx.list(value).map((label) => optionOf(c, label));
    if (chosen.some((o) => !o)) return false;
    const keep = (vm.value || []).filter((v) => chosen.some((o) => o.value === v));
    const next = [...keep, ...chosen.map((o) => o.value).filter((v) => !keep.includes(v))];
    if (vm.multipleLimit > 0 && next.length > vm.multipleLimit) cx.fail(`最多选 ${vm.multipleLimit} 项`);
    vm.$emit('input', next);
    vm.emitChange(next);
    return true;
  },
  // One by one, with a rendering between: each click starts from the value the page holds by then.
  later: async (c, value, order) => {
    const vm = await openSelect(c);
    try {
      const wanted = cx.list(value);
      const has = (label) => (vm.value || []).some((v) => cx.norm(labelOfValue(vm, v)) === cx.norm(label));
      // Nothing is taken away before all that is wanted is there.
      const missing = () => wanted.find((w) => !has(w) && !optionOf(c, w));
      if (!order.search && !(await cx.until(() => !vm.loading && missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      const extra = (vm.value || []).map((v) => labelOfValue(vm, v)).filter((label) => !wanted.some((w) => cx.norm(w) === cx.norm(label)));
      for (const label of extra) {
        const option = optionOf(c, label);
        if (option) option.$el.click();
        await cx.rest();
      }
      for (const label of wanted) {
        if (has(label)) continue;
        if (order.search) await search(c, order.search);
        const option = await openOption(c, label);
        if (!option) cx.fail(`选项中没有：${label}`);
        option.$el.click();
        await cx.rest();
      }
    } finally { await shutSelect(vm); }
  },
  opener: (c) => c.element,
  option: (c, label) => { const o = optionOf(c, label); return o && cx.shown(o.$el) ? o.$el : null; },
}));

// Date and date range -----------------------------------------------------------------------------------
const PICKER = /^ElDate/;
const SHAPES = { year: 4, month: 7, date: 10, datetime: 19 };
const dateWord = (vm, value) => {
  if (!value) return '';
  const iso = `${cx.dateText(value)} ${cx.two(value.getHours())}:${cx.two(value.getMinutes())}:${cx.two(value.getSeconds())}`;
  return iso.slice(0, SHAPES[vm.type.replace('range', '')] ?? 10);
};
const dates = (vm) => { const v = vm.parsedValue; return v ? [].concat(v).map((d) => dateWord(vm, d)) : []; };
const inputsOf = (c) => [...c.element.querySelectorAll('input')].map((i) => i.value);
const setDates = (c, wanted) => {
  const vm = vmOf(c);
  const values = wanted.map((text) => cx.localDate(text) || cx.fail(`不是日期：${text}`));
  const rules = vm.pickerOptions || {};
  const shut = values.findIndex((d) => rules.disabledDate && rules.disabledDate(d));
  if (shut >= 0) cx.fail(`日期不可选：${wanted[shut]}`);
  // What opening, choosing and closing the panel does, without drawing the panel.
  vm.valueOnOpen = Array.isArray(vm.value) ? [...vm.value] : vm.value;
  if (hears(vm, 'focus')) vm.$emit('focus', vm);
  const value = vm.type.endsWith('range') ? (values.length ? values : null) : values[0] ?? null;
  vm.emitInput(value);
  vm.emitChange(vm.formatToValue(value));
  vm.userInput = null;
  if (hears(vm, 'blur')) vm.$emit('blur', vm);
  return true;
};
const picker = {
  enabled: (c) => !vmOf(c).pickerDisabled && !vmOf(c).readonly,
  // What a person types is in the display format.
  typed: (c, value) => cx.list(value).map((text) => { const vm = vmOf(c), shown = vm.formatToString(vm.type.endsWith('range') ? [cx.localDate(text), cx.localDate(text)] : cx.localDate(text)); return [].concat(shown)[0]; }),
};
cx.drivers.push(eui('daterange', '.el-range-editor', PICKER, {
  ...picker,
  placeholder: (c) => vmOf(c).startPlaceholder || '',
  state: (c) => ({ visible: inputsOf(c), submitted: dates(vmOf(c)) }),
  now: (c, value) => {
    if (cx.list(value).length === 1) cx.fail('日期范围需要起止两个日期');
    return setDates(c, cx.list(value));
  },
}), ...['date', 'year'].map((kind) => eui(kind, '.el-date-editor', PICKER, {
  ...picker,
  accept: (e) => { const vm = vmAt(e, PICKER); return Boolean(vm) && !e.closest(SKIP) && (vm.type === 'year') === (kind === 'year'); },
  state: (c) => ({ visible: c.input.value, submitted: dates(vmOf(c))[0] ?? '' }),
  now: (c, value) => (value === '' ? setDates(c, []) : setDates(c, [value])),
})));

// Cascader ----------------------------------------------------------------------------------------------
const nodePath = (c, value) => {
  let list = vmOf(c).panel.store.getNodes(), node = null;
  for (const step of cx.path(value)) {
    node = cx.pick(list || [], step, (n) => n.label);
    if (!node) return null;
    if (node.isDisabled) cx.fail(`选项不可选：${step}`);
    list = node.children;
  }
  return node;
};
cx.drivers.push(eui('cascader', '.el-cascader', /^ElCascader$/, {
  enabled: (c) => !vmOf(c).isDisabled,
  options: (c) => vmOf(c).panel.store.getNodes().map((n) => n.label),
  state: (c) => {
    const vm = vmOf(c);
    const empty = vm.isEmptyValue ? vm.isEmptyValue(vm.value) : vm.value == null || vm.value.length === 0;
    const node = empty ? null : vm.panel.getNodeByValue(vm.value);
    const shown = c.input.value;
    return {
      visible: vm.showAllLevels ? shown.split(vm.separator).map((s) => s.trim()).filter(Boolean) : null,
      submitted: node ? node.pathLabels : cx.list(vm.value).map(String),
    };
  },
  now: (c, value) => {
    const vm = vmOf(c);
    if (!cx.list(value).length) { if (!vm.clearable) cx.fail('不能清空'); put(vm, []); return true; }
    if (hears(vm, 'visible-change', 'focus', 'expand-change') || clicked(vm)) return false;
    const node = nodePath(c, value);
    if (!node) return false;
    if (!node.isLeaf && !vm.config.checkStrictly) cx.fail(`不是最末一级：${cx.path(value).join('/')}`);
    put(vm, node.getValueByOption());
    return true;
  },
  later: async (c, value) => {
    const vm = vmOf(c);
    const drop = () => vm.$refs.popper;
    if (!vm.dropDownVisible) c.element.click();
    try {
      for (const [level, step] of cx.path(value).entries()) {
        const item = await cx.until(() => {
          const menu = drop() && drop().querySelectorAll('.el-cascader-menu')[level];
          return menu && cx.pick([...menu.querySelectorAll('.el-cascader-node')], step, (n) => n.textContent);
        });
        if (!item) cx.fail(`选项中没有：${step}`);
        if (item.classList.contains('is-disabled')) cx.fail(`选项不可选：${step}`);
        cx.fire(item, 'mouseenter', MouseEvent, { bubbles: false });
        item.click();
        if (vm.config.checkStrictly && level === cx.path(value).length - 1) item.querySelector('input').click();
        await cx.rest();
      }
    } finally {
      if (vm.dropDownVisible) vm.toggleDropDownVisible(false);
      await cx.tick();
    }
  },
  opener: (c) => c.element,
  option: (c, label, level) => {
    const menu = vmOf(c).$refs.popper && vmOf(c).$refs.popper.querySelectorAll('.el-cascader-menu')[level];
    return menu && cx.shown(menu) ? cx.pick([...menu.querySelectorAll('.el-cascader-node')], label, (n) => n.textContent) : null;
  },
}));

// Number, switch, radio, check boxes ---------------------------------------------------------------------
cx.drivers.push(eui('number', '.el-input-number', /^ElInputNumber$/, {
  enabled: (c) => !vmOf(c).inputNumberDisabled,
  state: (c) => ({ visible: c.input.value, submitted: vmOf(c).value == null ? '' : String(vmOf(c).value) }),
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
}), eui('switch', '.el-switch', /^ElSwitch$/, {
  enabled: (c) => !vmOf(c).switchDisabled,
  options: (c) => [vmOf(c).activeText || '是', vmOf(c).inactiveText || '否'],
  placeholder: () => '',
  state: (c) => {
    const [on, no] = c.driver.options(c), vm = vmOf(c);
    return { visible: c.element.classList.contains('is-checked') ? on : no, submitted: vm.value === vm.activeValue ? on : vm.value === vm.inactiveValue ? no : String(vm.value) };
  },
  now: (c, value) => { if (cx.yes(value, c.driver.options(c)) !== vmOf(c).checked) c.element.click(); return true; },
  opener: (c) => c.element,
}));

const words2 = (node) => cx.tidy(node.textContent);
const together2 = (groupCss) => (e) => e.closest(groupCss) || (formItem(e) && e.closest('.el-form-item__content')) || e.parentElement;
const find = (c, label) => {
  const node = cx.pick(c.nodes, label, words2);
  if (!node) cx.fail(`选项中没有：${label}`);
  if (boxVm(node).isDisabled) cx.fail(`选项不可选：${label}`);
  return node;
};
cx.drivers.push(eui('radio', '.el-radio, .el-radio-button', /^ElRadio/, {
  group: together2('.el-radio-group'),
  enabled: (c) => c.nodes.some((n) => !boxVm(n).isDisabled),
  options: (c) => c.nodes.map(words2),
  placeholder: () => '',
  state: (c) => {
    const drawn = c.nodes.find((n) => n.matches('.is-checked, .is-active'));
    const group = vmAt(c.element, /^ElRadioGroup$/), grouped = Boolean(group);
    const held = c.nodes.find((n) => (grouped ? group.value : boxVm(n).value) === boxVm(n).label);
    const raw = grouped && group.value != null ? String(group.value) : '';
    return { visible: drawn ? words2(drawn) : '', submitted: held ? words2(held) : raw };
  },
  now: (c, value) => { find(c, value).querySelector('input').click(); return true; },
  option: (c, label) => cx.pick(c.nodes, label, words2),
}), eui('checkbox', '.el-checkbox, .el-checkbox-button', /^ElCheckbox/, {
  group: together2('.el-checkbox-group'),
  enabled: (c) => c.nodes.some((n) => !boxVm(n).isDisabled),
  options: (c) => c.nodes.map(words2),
  placeholder: () => '',
  state: (c) => {
    const drawn = c.nodes.filter((n) => n.matches('.is-checked')).map(words2);
    const group = vmAt(c.element, /^ElCheckboxGroup$/);
    const held = group
      ? (group.value || []).map((v) => { const n = c.nodes.find((x) => boxVm(x).label === v); return n ? words2(n) : String(v); })
      : c.nodes.filter((n) => boxVm(n).isChecked).map(words2);
    return { visible: drawn, submitted: held };
  },
  now: (c, value) => {
    const group = vmAt(c.element, /^ElCheckboxGroup$/);
    const wanted = cx.list(value).map((label) => find(c, label));
    const on = new Set(wanted), wrong = c.nodes.filter((n) => on.has(n) !== boxVm(n).isChecked);
    const stuck = wrong.find((n) => boxVm(n).isDisabled);
    if (stuck) cx.fail(`选项不可选：${words2(stuck)}`);
    if (!group || c.nodes.some((n) => hears(boxVm(n), 'change'))) return false;
    if (group.max !== undefined && wanted.length > group.max) cx.fail(`最多选 ${group.max} 项`);
    if (group.min !== undefined && wanted.length < group.min) cx.fail(`最少选 ${group.min} 项`);
    const known = c.nodes.map((n) => boxVm(n).label);
    const next = [...(group.value || []).filter((v) => !known.includes(v)), ...c.nodes.filter((n) => on.has(n)).map((n) => boxVm(n).label)];
    put(group, next);
    return true;
  },
  // Check boxes with a handler of their own are clicked, each after the page has drawn the one before.
  later: async (c, value) => {
    const on = new Set(cx.list(value).map((label) => find(c, label)));
    for (const node of c.nodes) {
      if (on.has(node) !== boxVm(node).isChecked) { node.querySelector('input').click(); await cx.rest(); }
    }
  },
  option: (c, label) => cx.pick(c.nodes, label, words2),
}));

// Text: last, because every other widget contains an .el-input --------------------------------------------
const textual = (kind, css) => eui(kind, css, /^ElInput$/, {
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => {
    const vm = vmOf(c);
    return { visible: c.input.value, submitted: vm.value == null ? '' : String(vm.value) };
  },
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
});
cx.drivers.push(eui('text', '.el-autocomplete', /^ElAutocomplete$/, {
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  state: (c) => ({ visible: c.input.value, submitted: vmOf(c).value == null ? '' : String(vmOf(c).value) }),
  // Choosing a suggestion may replace a whole object; plain typing must leave no list behind.
  now: (c, value, order) => {
    if (order.kind === 'select' || order.search) return false;
    cx.setNative(c.input, String(value));
    cx.fire(c.input, 'input');
    cx.fire(c.input, 'change');
    vmOf(c).close();
    return true;
  },
  later: async (c, value, order) => {
    const vm = vmOf(c), begun = cx.watch.begun;
    cx.focus(c.input);
    cx.setNative(c.input, order.search || String(value));
    cx.fire(c.input, 'input');
    const row = (x) => String(x[vm.valueKey] ?? '');
    await cx.until(() => cx.watch.begun > begun || vm.loading, 400);
    const hit = await cx.until(() => !vm.loading && cx.pick(vm.suggestions, value, row));
    if (!hit) { vm.close(); cx.fail(`选项中没有：${value}`); }
    vm.select(hit);
    await cx.tick();
    vm.close();
  },
}), textual('text', '.el-input'), textual('textarea', '.el-textarea'));

// Panels that a click elsewhere does not shut, by the state of the component that owns them --------------------
const refsOf = (vm) => [vm.popperElm, vm.$refs && vm.$refs.popper, vm.$refs && vm.$refs.popper && vm.$refs.popper.$el];
const ownedBy = (e, panel) => { for (let vm = cx.vue(e); vm; vm = vm.$parent) { if (vm.$el !== e) return false; if (refsOf(vm).includes(panel)) return true; } return false; };
const shut = (e) => {
  for (let vm = cx.vue(e); vm && vm.$el === e; vm = vm.$parent) {
    if ('selectDisabled' in vm) vm.visible = false;
    else if ('pickerVisible' in vm) vm.pickerVisible = false;
    else if ('dropDownVisible' in vm) vm.toggleDropDownVisible(false);
    else if ('activated' in vm) vm.activated = false;
  }
};
cx.shutters.push((panel) => {
  const owner = [...document.querySelectorAll('.el-select, .el-date-editor, .el-cascader, .el-autocomplete')].find((e) => cx.vue(e) && ownedBy(e, panel));
  if (owner) shut(owner);
});
