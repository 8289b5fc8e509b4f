// Element Plus on Vue 3. The markup is close to Element UI's, the components are not: everything goes through what the
// component itself emits, so the page's model and handlers hear what they hear from a person. Labels: see element.js.
// Longer than its neighbours because one library's widgets share most of their helpers.
cx.dialogs.push('.el-overlay:not(.is-message-box)');
const EP_EDGE = /^El(FormItem|Form|Dialog|Drawer|Table|Tabs|Card)$/;
const epAt = (e, name) => (cx.vue(e) ? null : cx.vm3(e, name, EP_EDGE));
const epOf = (c) => epAt(c.element, c.driver.component);
const ep = (kind, css, component, rest) => ({ library: 'element-plus', kind, css, component, accept: (e) => !e.closest(SKIP) && Boolean(epAt(e, component)), ...rest });
const epChecks = (vm) => {
  const item = cx.given3(vm, (x) => typeof x.validate === 'function' && 'validateState' in x && 'prop' in x);
  if (item && vm.props.validateEvent !== false) Promise.resolve(item.validate('change')).catch(() => {});
};
const epPut = (vm, value) => { vm.emit('update:modelValue', value); vm.emit('change', value); };
const epOpen = (vm) => cx.hears3(vm, 'visiblechange', 'focus', 'click');
const epOff = (c) => off(c.input) || c.element.classList.contains('is-disabled') || Boolean(c.element.querySelector(':scope > .is-disabled'));

// Select: the ordinary one and the virtual one keep their options differently -------------------------------------
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
  const known = [...epOptions(vm), ...cached].find((o) => epSame(vm, o.value, value));
  return known ? known.label : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
const epOption = (vm, label) => {
  const option = cx.pick(epOptions(vm), label, (o) => o.label);
  if (option && option.dead) cx.fail(`选项不可选：${label}`);
  return option;
};
const epChoose = (vm, option) => (epV2(vm) ? vm.setupState.onSelect(option.raw) : vm.setupState.handleOptionSelect(option.raw));
const epExpanded = (vm) => Boolean(vm.setupState.expanded);
const epUnfold = async (c) => {
  const vm = epOf(c);
  if (!epExpanded(vm)) c.element.querySelector('.el-select__wrapper').click();
  await cx.until(() => epExpanded(vm), 200);
  return vm;
};
const epFold = async (vm) => { await cx.tick(); if (epExpanded(vm)) { vm.setupState.expanded = false; await cx.tick(); } };
const epSearch = async (c, vm, text) => {
  const input = c.element.querySelector('.el-select__input'), begun = cx.watch.begun;
  cx.setNative(input, text);
  cx.fire(input, 'input', InputEvent, { inputType: 'insertText', data: text });
  if (vm.props.remote) await cx.until(() => cx.watch.begun > begun || vm.props.loading, 900);
  await cx.tick();
  await cx.until(() => !vm.props.loading && !cx.waiting(), 3000);
};
const epList = (c) => { const id = c.input && c.input.getAttribute('aria-controls'); return id && document.getElementById(id); };
const epSelect = {
  enabled: (c) => !epOff(c),
  options: (c) => epOptions(epOf(c)).map((o) => o.label),
  placeholder: (c) => epOf(c).props.placeholder || '',
  opener: (c) => c.element.querySelector('.el-select__wrapper'),
  option: (c, label) => {
    const list = epList(c);
    const row = list && cx.pick([...list.querySelectorAll('.el-select-dropdown__item')], label, (e) => e.textContent);
    // What a virtual list has not drawn is scrolled to; the caller asks again.
    const box = list && list.closest('.el-vl__window'), first = box && box.querySelector('.el-select-dropdown__item');
    if (first && !row) box.scrollTop = epOptions(epOf(c)).findIndex((o) => cx.norm(o.label) === cx.norm(label)) * first.offsetHeight;
    return row && cx.shown(row) ? row : null;
  },
};
cx.drivers.push(ep('select', '.el-select', EP_SELECT, {
  ...epSelect,
  accept: (e) => { const vm = epAt(e, EP_SELECT); return Boolean(vm) && !vm.props.multiple && !e.closest(SKIP) && !cx.vm3(e, /^ElTreeSelect$/, EP_EDGE); },
  state: (c) => {
    const vm = epOf(c), words = c.element.querySelector('.el-select__placeholder:not(.is-transparent)');
    return { visible: words && !words.closest('.is-hidden') ? cx.tidy(words.textContent) : '', submitted: epLabel(vm, vm.props.modelValue) };
  },
  now: (c, value, order) => {
    const vm = epOf(c);
    if (value === '') { if (!vm.props.clearable) cx.fail('不能清空'); const s = vm.setupState; (s.handleClearClick || s.handleClear)(new Event('click')); return true; }
    if (order.search || epOpen(vm)) return false;
    const option = epOption(vm, value);
    if (!option) return false;
    epChoose(vm, option);
    return true;
  },
  later: async (c, value, order) => {
    const vm = await epUnfold(c);
    try {
      if (order.search) await epSearch(c, vm, order.search);
      const option = await cx.until(() => !vm.props.loading && epOption(vm, value));
      if (!option) cx.fail(`选项中没有：${value}`);
      epChoose(vm, option);
    } finally { await epFold(vm); }
  },
}), ep('multiselect', '.el-select', EP_SELECT, {
  ...epSelect,
  accept: (e) => { const vm = epAt(e, EP_SELECT); return Boolean(vm) && vm.props.multiple && !e.closest(SKIP) && !cx.vm3(e, /^ElTreeSelect$/, EP_EDGE); },
  state: (c) => {
    const vm = epOf(c), held = vm.props.modelValue || [];
    const tags = [...c.element.querySelectorAll('.el-select__tags-text')].map((t) => cx.tidy(t.textContent));
    return { visible: vm.props.collapseTags && held.length > 1 ? null : tags, submitted: held.map((v) => epLabel(vm, v)) };
  },
  now: (c, value, order) => {
    const vm = epOf(c);
    if (order.search || epOpen(vm) || cx.hears3(vm, 'removetag')) return false;
    const chosen = cx.list(value).map((label) => epOption(vm, label));
    if (chosen.some((o) => !o)) return false;
    const keep = (vm.props.modelValue || []).filter((v) => chosen.some((o) => epSame(vm, o.value, v)));
    const next = [...keep, ...chosen.map((o) => o.value).filter((v) => !keep.some((k) => epSame(vm, k, v)))];
    if (vm.props.multipleLimit > 0 && next.length > vm.props.multipleLimit) cx.fail(`最多选 ${vm.props.multipleLimit} 项`);
    epPut(vm, next);
    return true;
  },
  later: async (c, value, order) => {
    const vm = await epUnfold(c), wanted = cx.list(value);
    const has = (label) => (vm.props.modelValue || []).some((v) => cx.norm(epLabel(vm, v)) === cx.norm(label));
    try {
      // Nothing is taken away before all that is wanted is there.
      const missing = () => wanted.find((w) => !has(w) && !epOption(vm, w));
      if (!order.search && !(await cx.until(() => !vm.props.loading && missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      for (const label of (vm.props.modelValue || []).map((v) => epLabel(vm, v)).filter((l) => !wanted.some((w) => cx.norm(w) === cx.norm(l)))) {
        const option = epOption(vm, label);
        if (option) epChoose(vm, option);
        await cx.rest();
      }
      for (const label of wanted.filter((w) => !has(w))) {
        if (order.search) await epSearch(c, vm, order.search);
        const option = await cx.until(() => !vm.props.loading && epOption(vm, label));
        if (!option) cx.fail(`选项中没有：${label}`);
        epChoose(vm, option);
        await cx.rest();
      }
    } finally { await epFold(vm); }
  },
}));

// Date and range ---------------------------------------------------------------------------------------------------
const EP_PICKER = /^Picker$/;
const epType = (vm) => vm.props.type.replace('range', '') || 'date';
const epFormat = (vm) => vm.props.format || { year: 'YYYY', month: 'YYYY-MM', date: 'YYYY-MM-DD', datetime: 'YYYY-MM-DD HH:mm:ss' }[epType(vm)];
const epDay = (vm, held) => {
  if (held instanceof Date) return cx.dayText(held, epType(vm));
  const format = vm.props.valueFormat;
  if (format === 'x' || typeof held === 'number') return cx.dayText(new Date(Number(held)), epType(vm));
  return format ? cx.readDate(held, format) : cx.isoDate(held);
};
const epHeld = (vm) => cx.list(vm.props.modelValue).filter((x) => x !== null && x !== '').map((x) => epDay(vm, x));
const epDates = (c, wanted) => {
  const vm = epOf(c), format = vm.props.valueFormat, ranged = vm.props.type.endsWith('range');
  const days = wanted.map((text) => cx.localDate(text) || cx.fail(`不是日期：${text}`));
  const shut = days.findIndex((d) => vm.props.disabledDate && vm.props.disabledDate(d));
  if (shut >= 0) cx.fail(`日期不可选：${wanted[shut]}`);
  const values = days.map((d) => (!format ? d : format === 'x' ? d.getTime() : format === 'X' ? d.getTime() / 1000 : cx.writeDate(d, format)));
  if (cx.hears3(vm, 'focus')) vm.emit('focus', new FocusEvent('focus'));
  epPut(vm, ranged ? (values.length ? values : null) : values[0] ?? null);
  epChecks(vm);
  if (cx.hears3(vm, 'blur')) vm.emit('blur', new FocusEvent('blur'));
  return true;
};
const epPicker = {
  enabled: (c) => !epOff(c) && !epOf(c).props.readonly,
  typed: (c, value) => cx.list(value).map((text) => cx.writeDate(cx.localDate(text), epFormat(epOf(c)))),
};
cx.drivers.push(ep('daterange', '.el-range-editor', EP_PICKER, {
  ...epPicker,
  placeholder: (c) => epOf(c).props.startPlaceholder || '',
  state: (c) => ({ visible: [...c.element.querySelectorAll('input')].map((i) => i.value).filter(Boolean).map((t) => cx.readDate(t, epFormat(epOf(c)))), submitted: epHeld(epOf(c)) }),
  now: (c, value) => {
    if (cx.list(value).length === 1) cx.fail('日期范围需要起止两个日期');
    return epDates(c, cx.list(value));
  },
}), ...['date', 'year'].map((kind) => ep(kind, '.el-date-editor', EP_PICKER, {
  ...epPicker,
  accept: (e) => { const vm = epAt(e, EP_PICKER); return Boolean(vm) && !e.closest(SKIP) && (vm.props.type === 'year') === (kind === 'year'); },
  state: (c) => ({ visible: cx.readDate(c.input.value, epFormat(epOf(c))), submitted: epHeld(epOf(c))[0] ?? '' }),
  now: (c, value) => epDates(c, cx.list(value)),
})));

// Cascader -----------------------------------------------------------------------------------------------------------
const epKeys = (vm) => ({ value: 'value', label: 'label', children: 'children', disabled: 'disabled', leaf: 'leaf', emitPath: true, ...vm.props.props });
const epPath = (vm, value) => {
  const keys = epKeys(vm), nodes = [];
  let list = vm.props.options || [];
  for (const step of cx.path(value)) {
    const node = cx.pick(list, step, (n) => n[keys.label]);
    if (!node) return null;
    if (typeof keys.disabled === 'function' ? keys.disabled(node) : node[keys.disabled]) cx.fail(`选项不可选：${step}`);
    nodes.push(node);
    list = node[keys.children] || [];
  }
  if (list.length && !keys.checkStrictly) cx.fail(`不是最末一级：${cx.path(value).join('/')}`);
  return nodes;
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
const epDrop = (c) => { const id = c.input.getAttribute('aria-controls'); const own = id && document.getElementById(id); return own || [...document.querySelectorAll('.el-cascader__dropdown')].find(cx.shown) || null; };
cx.drivers.push(ep('cascader', '.el-cascader', /^ElCascader$/, {
  accept: (e) => { const vm = epAt(e, /^ElCascader$/); return Boolean(vm) && !(vm.props.props || {}).multiple && !e.closest(SKIP); },
  enabled: (c) => !epOff(c),
  options: (c) => { const vm = epOf(c); return (vm.props.options || []).map((n) => String(n[epKeys(vm).label])); },
  state: (c) => {
    const vm = epOf(c), shown = c.input.value.split(vm.props.separator).map((s) => s.trim()).filter(Boolean);
    const trail = epTrail(vm);
    // What is loaded step by step is known to the panel alone: its words stand in the field.
    return { visible: vm.props.showAllLevels ? shown : null, submitted: trail || (shown.length === cx.list(vm.props.modelValue).length ? shown : cx.list(vm.props.modelValue).map(String)) };
  },
  now: (c, value) => {
    const vm = epOf(c), keys = epKeys(vm);
    if (!cx.list(value).length) { if (!vm.props.clearable) cx.fail('不能清空'); epPut(vm, keys.emitPath ? [] : null); epChecks(vm); return true; }
    if (keys.lazy || epOpen(vm) || cx.hears3(vm, 'expandchange')) return false;
    const nodes = epPath(vm, value);
    if (!nodes) return false;
    const values = nodes.map((n) => n[keys.value]);
    epPut(vm, keys.emitPath ? values : values.at(-1));
    epChecks(vm);
    return true;
  },
  later: async (c, value) => {
    c.element.click();
    try {
      for (const [level, step] of cx.path(value).entries()) {
        const item = await cx.until(() => {
          const menu = epDrop(c) && epDrop(c).querySelectorAll('.el-cascader-menu')[level];
          return menu && cx.pick([...menu.querySelectorAll('.el-cascader-node')], step, (n) => n.textContent);
        });
        if (!item) cx.fail(`选项中没有：${step}`);
        if (item.classList.contains('is-disabled')) cx.fail(`选项不可选：${step}`);
        cx.fire(item, 'mouseenter', MouseEvent, { bubbles: false });
        item.click();
        await cx.rest();
      }
    } finally { cx.clickOutside(); await cx.tick(); }
  },
  opener: (c) => c.element,
  option: (c, label, level) => {
    const menu = epDrop(c) && epDrop(c).querySelectorAll('.el-cascader-menu')[level];
    return menu && cx.shown(menu) ? cx.pick([...menu.querySelectorAll('.el-cascader-node')], label, (n) => n.textContent) : null;
  },
}));

// Number, switch, radio, check boxes -----------------------------------------------------------------------------------
const epBox = (node) => epAt(node, /^El(Radio|Checkbox)(Button)?$/);
const epValue = (node) => { const p = epBox(node).props; return p.value !== undefined ? p.value : p.label; };
const epInput = (node) => node.querySelector('input');
const epFind = (c, label) => {
  const node = cx.pick(c.nodes, label, words2);
  if (!node) cx.fail(`选项中没有：${label}`);
  if (off(epInput(node))) cx.fail(`选项不可选：${label}`);
  return node;
};
const epGroup = { enabled: (c) => c.nodes.some((n) => !off(epInput(n))), options: (c) => c.nodes.map(words2), placeholder: () => '', option: (c, label) => cx.pick(c.nodes, label, words2) };
cx.drivers.push(ep('number', '.el-input-number', /^ElInputNumber$/, {
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  state: (c) => { const held = epOf(c).props.modelValue; return { visible: c.input.value, submitted: held === null || held === undefined ? '' : String(held) }; },
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
}), ep('switch', '.el-switch', /^ElSwitch$/, {
  enabled: (c) => !c.element.classList.contains('is-disabled'),
  placeholder: () => '',
  options: (c) => { const p = epOf(c).props; return [p.activeText || '是', p.inactiveText || '否']; },
  state: (c) => {
    const [on, no] = c.driver.options(c), p = epOf(c).props;
    return { visible: c.element.classList.contains('is-checked') ? on : no, submitted: p.modelValue === p.activeValue ? on : p.modelValue === p.inactiveValue ? no : String(p.modelValue) };
  },
  now: (c, value) => { const p = epOf(c).props; if (cx.yes(value, c.driver.options(c)) !== (p.modelValue === p.activeValue)) c.element.click(); return true; },
  opener: (c) => c.element,
}), ep('radio', '.el-radio, .el-radio-button', /^ElRadio(Button)?$/, {
  ...epGroup,
  group: together2('.el-radio-group'),
  state: (c) => {
    const drawn = c.nodes.find((n) => n.matches('.is-checked, .is-active')), group = epAt(c.nodes[0], /^ElRadioGroup$/);
    const model = group ? group.props.modelValue : epBox(c.nodes[0]).props.modelValue;
    const held = c.nodes.find((n) => epValue(n) === model);
    return { visible: drawn ? words2(drawn) : '', submitted: held ? words2(held) : model === null || model === undefined ? '' : String(model) };
  },
  now: (c, value) => { epInput(epFind(c, value)).click(); return true; },
}), ep('checkbox', '.el-checkbox, .el-checkbox-button', /^ElCheckbox(Button)?$/, {
  ...epGroup,
  group: together2('.el-checkbox-group'),
  state: (c) => {
    const group = epAt(c.nodes[0], /^ElCheckboxGroup$/);
    const held = group
      ? (group.props.modelValue || []).map((v) => { const n = c.nodes.find((x) => epValue(x) === v); return n ? words2(n) : String(v); })
      : c.nodes.filter((n) => epInput(n).checked).map(words2);
    return { visible: c.nodes.filter((n) => n.classList.contains('is-checked')).map(words2), submitted: held };
  },
  now: (c, value) => {
    const group = epAt(c.nodes[0], /^ElCheckboxGroup$/), wanted = new Set(cx.list(value).map((label) => epFind(c, label)));
    const wrong = c.nodes.filter((n) => wanted.has(n) !== epInput(n).checked), stuck = wrong.find((n) => off(epInput(n)));
    if (stuck) cx.fail(`选项不可选：${words2(stuck)}`);
    if (!group || c.nodes.some((n) => cx.hears3(epBox(n), 'change'))) return false;
    const { max, min, modelValue } = group.props;
    if (max !== undefined && wanted.size > max) cx.fail(`最多选 ${max} 项`);
    if (min !== undefined && wanted.size < min) cx.fail(`最少选 ${min} 项`);
    const known = c.nodes.map(epValue);
    epPut(group, [...(modelValue || []).filter((v) => !known.includes(v)), ...c.nodes.filter((n) => wanted.has(n)).map(epValue)]);
    return true;
  },
  later: async (c, value) => {
    const wanted = new Set(cx.list(value).map((label) => epFind(c, label)));
    for (const node of c.nodes) if (wanted.has(node) !== epInput(node).checked) { epInput(node).click(); await cx.rest(); }
  },
}));

// Tree, alone in a panel or inside a tree select ------------------------------------------------------------------------
const epTree = (tree) => epAt(tree, /^ElTree$/);
cx.trees.push({
  css: '.el-tree',
  accept: (tree) => Boolean(epTree(tree)),
  nodes: (tree) => {
    const all = [], walk = (node) => { for (const child of node.childNodes) { all.push(child); walk(child); } };
    walk(epTree(tree).setupState.store.root);
    return all;
  },
  label: (node) => String(node.label ?? ''),
  checked: (node) => node.checked,
  leaf: (node) => node.childNodes.length === 0,
  disabled: (node) => Boolean(node.disabled),
  draw: (tree, node) => {
    for (let up = node.parent; up && up.level > 0; up = up.parent) if (!up.expanded) up.expand(null, true);
    return [...tree.querySelectorAll('.el-tree-node')].find((e) => { const vm = epAt(e, /^ElTreeNode$/); return vm && vm.props.node.id === node.id; });
  },
  box: (row) => row.querySelector(':scope > .el-tree-node__content .el-checkbox') || row.querySelector('.el-tree-node__content'),
  click: (row) => (row.querySelector(':scope > .el-tree-node__content .el-checkbox__original') || row.querySelector('.el-tree-node__content')).click(),
});

// A popover draws what is in it when it is first opened; whether a tree will be there can be asked before.
cx.hidesTree3 = (e) => {
  const popover = cx.vm3(e, /^ElPopover$/, EP_EDGE);
  const has = (nodes) => cx.list(nodes).some((n) => n && typeof n === 'object' && ((n.type && n.type.name === 'ElTree') || has(n.children)));
  try { return Boolean(popover && popover.slots.default) && has(popover.slots.default({})); } catch { return false; }
};
// Tree select: its model holds the keys of what was chosen; several choices are leaves, whatever their ancestors allow.
const EP_TREE_SELECT = /^ElTreeSelect$/;
const etAt = (e) => cx.vm3(e, EP_TREE_SELECT, EP_EDGE);
const etKeys = (vm) => { const p = vm.props.props || {}; return { key: vm.props.nodeKey || vm.attrs.nodeKey || vm.attrs['node-key'] || vm.props.valueKey || 'value', label: p.label || 'label', children: p.children || 'children', disabled: p.disabled || 'disabled' }; };
const etNodes = (vm) => {
  const keys = etKeys(vm), all = [];
  const walk = (list) => { for (const n of list || []) { all.push({ label: String(n[keys.label] ?? ''), value: n[keys.key], leaf: !(n[keys.children] || []).length, dead: typeof keys.disabled === 'function' ? keys.disabled(n) : Boolean(n[keys.disabled]) }); walk(n[keys.children]); } };
  walk(vm.props.data);
  return all;
};
cx.drivers.unshift(ep('tree', '.el-select', EP_TREE_SELECT, {
  accept: (e) => !cx.vue(e) && Boolean(etAt(e)),
  enabled: (c) => !epOff(c),
  options: (c) => etNodes(etAt(c.element)).filter((n) => n.leaf).map((n) => n.label),
  state: (c) => {
    const vm = etAt(c.element), all = etNodes(vm), tags = [...c.element.querySelectorAll('.el-select__tags-text')].map((t) => cx.tidy(t.textContent));
    const words = c.element.querySelector('.el-select__placeholder:not(.is-transparent)');
    return { visible: vm.props.multiple ? tags : words ? [cx.tidy(words.textContent)] : [], submitted: cx.list(vm.props.modelValue).map((v) => { const n = all.find((x) => x.value === v); return n ? n.label : String(v); }) };
  },
  now: (c, value) => {
    const vm = etAt(c.element), all = etNodes(vm).filter((n) => n.leaf || vm.props.checkStrictly);
    const chosen = cx.list(value).map((label) => cx.pick(all, label, (n) => n.label));
    if (chosen.some((n) => !n)) return false;
    const dead = chosen.find((n) => n.dead);
    if (dead) cx.fail(`选项不可选：${dead.label}`);
    epPut(vm, vm.props.multiple ? chosen.map((n) => n.value) : chosen.length ? chosen[0].value : undefined);
    return true;
  },
  later: async (c, value) => {
    const missing = () => { const all = etNodes(etAt(c.element)); return cx.list(value).find((label) => !cx.pick(all, label, (n) => n.label)); };
    if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
    c.driver.now(c, value);
  },
  opener: (c) => c.element.querySelector('.el-select__wrapper'),
}));

// Text: last, because every other widget contains an .el-input -------------------------------------------------------------
const epText = (kind, css) => ep(kind, css, /^ElInput$/, {
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => { const held = epOf(c).props.modelValue; return { visible: c.input.value, submitted: held === null || held === undefined ? '' : String(held) }; },
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
});
cx.drivers.push(epText('text', '.el-input'), epText('textarea', '.el-textarea'));
