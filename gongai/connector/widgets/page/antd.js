// Ant Design, on Vue 3 and on React: the same markup and, inside, the same parts under the same names. What a person's
// click ends in is called directly: long lists are virtual, so most of their entries are not in the page at all.
// Longer than its neighbours because two frameworks share every driver here.
const antItem = (e) => e.closest('.ant-form-item');
cx.labelRules.push((e) => {
  for (let item = antItem(e); item; item = item.parentElement && antItem(item.parentElement)) {
    const label = item.querySelector(':scope > .ant-form-item-label > label, :scope > .ant-row > .ant-form-item-label > label');
    // The title is the label without the marks that stand beside it.
    if (label && cx.norm(label.title || cx.text(label))) return label.title || label;
  }
  const cell = e.closest('td.ant-table-cell'), table = cell && cell.closest('.ant-table');
  return table ? table.querySelectorAll('.ant-table-thead tr:first-child > th')[cell.cellIndex] || null : null;
});
cx.items.push('.ant-form-item');
cx.required.push('.ant-form-item:has(> .ant-form-item-label > .ant-form-item-required, > .ant-row > .ant-form-item-label > .ant-form-item-required)');
cx.sectionRules.push(['.ant-card', '.ant-card-head-title'], ['.ant-collapse-item', '.ant-collapse-header'], ['.ant-modal', '.ant-modal-title'], ['.ant-drawer', '.ant-drawer-title']);
cx.dialogs.push('.ant-modal-wrap:not(:has(.ant-modal-confirm))', '.ant-drawer.ant-drawer-open');
cx.floats.push('.ant-select-dropdown', '.ant-picker-dropdown');
cx.panels.push('.ant-select-dropdown', '.ant-picker-dropdown', '.ant-pagination', '.ant-modal-confirm', '.ant-tree', '.ant-transfer', '.ant-table-selection-column', '.ant-picker-calendar');

// The way to what drew an element ---------------------------------------------------------------------------------
const ANT_EDGE = '.ant-form-item, form, .ant-modal, .ant-drawer, td, body';
const fiberOf = (e) => { const key = Object.keys(e).find((k) => k.startsWith('__reactFiber$')); return key ? e[key] : null; };
// An element may still point to a fibre of the drawing before: the current one is found from the root downwards.
const fibers = (e) => {
  const way = [];
  for (let f = fiberOf(e); f; f = f.return) way.push(f);
  if (!way.length) return [];
  let at = way.pop().stateNode.current;
  const now = [at];
  while (way.length) {
    const want = way.pop();
    let hit = null;
    for (let child = at.child; child; child = child.sibling) if (child === want || child === want.alternate) { hit = child; break; }
    if (!hit) return [];
    now.push(hit);
    at = hit;
  }
  return now.reverse();
};
// What the components around an element were given, from the inside to the edge of the field.
const antProps = (e) => {
  const all = [];
  for (const f of fibers(e)) {
    if (f.tag === 5 && f.stateNode !== e && f.stateNode.matches(ANT_EDGE)) break;
    if (f.tag !== 5 && f.memoizedProps && typeof f.memoizedProps === 'object') all.push(f.memoizedProps);
  }
  for (let vm = all.length ? null : owner3(e); vm && !/^A(FormItem|Form|Modal|Drawer|Table)$/.test(vm.type.name || ''); vm = vm.parent) all.push(vm.props);
  return all;
};
const antGiven = (e, looksRight) => {
  for (const f of fibers(e)) {
    const value = f.tag === 10 && f.memoizedProps.value;
    if (value && typeof value === 'object' && looksRight(value)) return value;
  }
  const vm = owner3(e);
  return vm ? cx.given3(vm, looksRight) : null;
};
const plainOf = (x) => (x && x.__v_isRef ? x.value : x);
// A label may be text, or something to be drawn by either framework.
const antText = (x) => {
  if (x === null || x === undefined || typeof x === 'boolean') return '';
  if (typeof x === 'string' || typeof x === 'number') return String(x);
  if (typeof x === 'function') return antText(x());
  if (Array.isArray(x)) return x.map(antText).join('');
  if (x.__v_isVNode) return antText(x.children && x.children.default ? x.children.default : x.children);
  return x.props ? antText(x.props.children) : '';
};
const ant = (kind, css, rest) => ({ library: 'ant-design', kind, css, ...rest });
const antOff = (c) => off(c.input) || /(^|\s)ant-[\w-]+-disabled(\s|$)/.test(c.element.className);
const antDrop = (c) => {
  const id = c.input.getAttribute('aria-controls') || c.input.getAttribute('aria-owns'), list = id && document.getElementById(id), own = list && list.closest('.ant-select-dropdown');
  // A tree is no list and has no such name: the one that is open and not on its way out.
  return own || [...document.querySelectorAll('.ant-select-dropdown')].find((e) => cx.shown(e) && getComputedStyle(e).pointerEvents !== 'none') || null;
};
const antUnfold = async (c) => {
  const selector = c.element.querySelector('.ant-select-selector') || c.element;
  if (c.input.getAttribute('aria-expanded') !== 'true') for (const type of ['mousedown', 'mouseup', 'click']) cx.fire(selector, type, MouseEvent, { button: 0 });
  await cx.until(() => c.input.getAttribute('aria-expanded') === 'true', 300);
};
const antFold = async (c) => {
  cx.clickOutside();
  c.input.blur();
  cx.blur(c.input);
  await cx.until(() => c.input.getAttribute('aria-expanded') !== 'true', 300);
};
cx.shutters.push((panel) => {
  if (!panel.matches('.ant-select-dropdown, .ant-picker-dropdown')) return;
  for (const input of document.querySelectorAll('.ant-select-open input, .ant-picker-focused input')) { cx.key(input, 'Escape', 27); cx.blur(input); }
});

// Select, several choices, cascader, tree select: one base ------------------------------------------------------------
const antBase = (e) => antProps(e).find((p) => typeof p.onDisplayValuesChange === 'function') || null;
const antLabels = (base) => base.displayValues.map((v) => antText(v.label ?? v.value));
const antShown = (c) => [...c.element.querySelectorAll('.ant-select-selection-item')].map((e) => cx.tidy((e.querySelector('.ant-select-selection-item-content') || e).textContent));
const antTrust = (c) => c.element.querySelector('.ant-select-selection-item') !== null;
const antMany = (base) => base.mode === 'multiple' || base.mode === 'tags';
const antClear = (base) => { base.onDisplayValuesChange([], { type: 'clear', values: base.displayValues }); return true; };
const antSearch = async (c, text) => {
  const begun = cx.watch.begun;
  cx.setNative(c.input, text);
  cx.fire(c.input, 'input', InputEvent, { inputType: 'insertText', data: text });
  await cx.until(() => cx.watch.begun > begun, 700);
  await cx.rest();
};
const antList = (c) => antGiven(c.element, (x) => typeof x.onSelect === 'function' && x.flattenOptions !== undefined);
const antOptions = (c) => {
  const given = antList(c);
  return (plainOf(given.flattenOptions) || []).filter((o) => !o.group).map((o) => ({ label: antText(o.label), value: o.value, dead: Boolean(o.data && o.data.disabled) }));
};
const antOption = (c, label) => {
  const option = cx.pick(antOptions(c), label, (o) => o.label);
  if (option && option.dead) cx.fail(`选项不可选：${label}`);
  return option;
};
const antHears = (e) => {
  const vm = cx.vm3(e, /^A(Select|Cascader|TreeSelect)$/, /^AFormItem$/);
  if (vm) return cx.hears3(vm, 'dropdownvisiblechange', 'focus', 'click');
  const base = antBase(e);
  return Boolean(base.onDropdownVisibleChange || base.onFocus);
};
const antSelect = {
  enabled: (c) => !antOff(c),
  options: (c) => antOptions(c).map((o) => cx.tidy(o.label)),
  placeholder: (c) => antText(antBase(c.element).placeholder),
  opener: (c) => c.element.querySelector('.ant-select-selector') || c.element,
  // What is not drawn is scrolled to; the caller asks again.
  option: (c, label) => {
    const drop = antDrop(c);
    if (!drop || !cx.shown(drop)) return null;
    const row = cx.pick([...drop.querySelectorAll('.ant-select-item-option')], label, (e) => e.title || e.textContent);
    const holder = drop.querySelector('.rc-virtual-list-holder');
    if (!row && holder) {
      // How far it is can only be guessed from what is drawn: nearer with every look.
      const place = (text) => antOptions(c).findIndex((o) => cx.norm(o.label) === cx.norm(text));
      const at = place(label), first = drop.querySelector('.ant-select-item-option');
      if (at >= 0 && first) holder.scrollTop += (at - place(first.title || first.textContent)) * 24 - 48;
    }
    return row && cx.shown(row) ? row : null;
  },
};
const ANT_SELECT = '.ant-select:not(.ant-cascader):not(.ant-tree-select):not(.ant-select-auto-complete)';
cx.drivers.push(ant('select', ANT_SELECT, {
  ...antSelect,
  accept: (e) => { const base = antBase(e); return Boolean(base) && !antMany(base) && Boolean(antList({ element: e })); },
  state: (c) => ({ visible: antShown(c)[0] ?? '', submitted: antLabels(antBase(c.element))[0] ?? '' }),
  now: (c, value, order) => {
    const base = antBase(c.element);
    if (value === '') return base.allowClear ? antClear(base) : cx.fail('不能清空');
    if (order.search || antHears(c.element)) return false;
    const option = antOption(c, value);
    if (!option) return false;
    antList(c).onSelect(option.value, { selected: true });
    return true;
  },
  later: async (c, value, order) => {
    await antUnfold(c);
    try {
      if (order.search) await antSearch(c, order.search);
      const option = await cx.until(() => antOption(c, value));
      if (!option) cx.fail(`选项中没有：${value}`);
      antList(c).onSelect(option.value, { selected: true });
      await cx.tick();
    } finally { await antFold(c); }
  },
}), ant('multiselect', ANT_SELECT, {
  ...antSelect,
  accept: (e) => { const base = antBase(e); return Boolean(base) && antMany(base) && Boolean(antList({ element: e })); },
  state: (c) => {
    const base = antBase(c.element);
    // "+ 2 ..." stands for tags that are not drawn.
    const folded = base.maxTagCount !== undefined && base.maxTagCount !== null && base.displayValues.length > antShown(c).length - 1;
    return { visible: folded ? null : antShown(c), submitted: antLabels(base) };
  },
  now: (c, value, order) => {
    const base = antBase(c.element);
    if (order.search || antHears(c.element)) return false;
    const chosen = cx.list(value).map((label) => antOption(c, label));
    if (chosen.some((o) => !o)) return false;
    const keep = base.displayValues.map((v) => v.value).filter((v) => chosen.some((o) => o.value === v));
    base.onDisplayValuesChange([...keep, ...chosen.map((o) => o.value).filter((v) => !keep.includes(v))], { type: 'add', values: [] });
    return true;
  },
  later: async (c, value, order) => {
    const wanted = cx.list(value), has = (label) => antLabels(antBase(c.element)).some((l) => cx.norm(l) === cx.norm(label));
    await antUnfold(c);
    try {
      const missing = () => wanted.find((w) => !has(w) && !antOption(c, w));
      if (!order.search && !(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      const keep = antBase(c.element).displayValues.filter((v) => wanted.some((w) => cx.norm(w) === cx.norm(antText(v.label ?? v.value)))).map((v) => v.value);
      antBase(c.element).onDisplayValuesChange(keep, { type: 'add', values: [] });
      await cx.rest();
      for (const label of wanted.filter((w) => !has(w))) {
        if (order.search) await antSearch(c, order.search);
        const option = await cx.until(() => antOption(c, label));
        if (!option) cx.fail(`选项中没有：${label}`);
        antList(c).onSelect(option.value, { selected: true });
        await cx.rest();
      }
    } finally { await antFold(c); }
  },
}));

const antCascade = (c) => antGiven(c.element, (x) => typeof x.onSelect === 'function' && 'changeOnSelect' in x);
const antKeys = (given) => ({ label: 'label', value: 'value', children: 'children', ...plainOf(given.fieldNames) });
const antPath = (c, value) => {
  const given = antCascade(c), keys = antKeys(given), nodes = [];
  let list = plainOf(given.options) || [];
  for (const step of cx.path(value)) {
    const node = cx.pick(list, step, (n) => antText(n[keys.label]));
    if (!node) return null;
    if (node.disabled) cx.fail(`选项不可选：${step}`);
    nodes.push(node);
    list = node[keys.children] || [];
  }
  if (list.length && !plainOf(given.changeOnSelect)) cx.fail(`不是最末一级：${cx.path(value).join('/')}`);
  return nodes;
};
cx.drivers.push(ant('cascader', '.ant-select.ant-cascader', {
  ...antSelect,
  accept: (e) => { const base = antBase(e); return Boolean(base) && !antMany(base) && Boolean(antCascade({ element: e })); },
  options: (c) => { const given = antCascade(c); return (plainOf(given.options) || []).map((n) => antText(n[antKeys(given).label])); },
  state: (c) => {
    const base = antBase(c.element), given = antCascade(c), keys = antKeys(given), one = base.displayValues[0], words = [];
    const shown = (antShown(c)[0] ?? '').split('/').map((s) => s.trim()).filter(Boolean);
    let list = plainOf(given.options) || [];
    for (const value of (one && one.valueCells) || []) {
      const node = list.find((n) => n[keys.value] === value);
      words.push(node ? antText(node[keys.label]) : String(value));
      list = (node && node[keys.children]) || [];
    }
    return { visible: shown, submitted: words };
  },
  now: (c, value) => {
    const base = antBase(c.element), given = antCascade(c);
    if (!cx.list(value).length) return base.allowClear === false ? cx.fail('不能清空') : antClear(base);
    if (plainOf(given.loadData) || antHears2(c)) return false;
    const nodes = antPath(c, value);
    if (!nodes) return false;
    given.onSelect(nodes.map((n) => n[antKeys(given).value]));
    return true;
  },
  later: async (c, value) => {
    await antUnfold(c);
    try {
      for (const [level, step] of cx.path(value).entries()) {
        const row = await cx.until(() => c.driver.option(c, step, level));
        if (!row) cx.fail(`选项中没有：${step}`);
        if (row.matches('.ant-cascader-menu-item-disabled')) cx.fail(`选项不可选：${step}`);
        row.click();
        await cx.rest();
      }
    } finally { await antFold(c); }
  },
  option: (c, label, level) => {
    const drop = antDrop(c);
    const menu = drop && drop.querySelectorAll('.ant-cascader-menu')[level];
    return menu && cx.shown(menu) ? cx.pick([...menu.querySelectorAll('.ant-cascader-menu-item')], label, (e) => e.textContent) : null;
  },
}));
// The cascader passes a listener of its own to its base: only the page's counts.
const antHears2 = (c) => { const vm = cx.vm3(c.element, /^ACascader$/, /^AFormItem$/); return Boolean(vm) && cx.hears3(vm, 'dropdownvisiblechange', 'focus'); };

const antForest = (c) => antGiven(c.element, (x) => x.treeData !== undefined && x.fieldNames !== undefined);
const antNodes = (c) => {
  const given = antForest(c), keys = { value: 'value', children: 'children', ...plainOf(given.fieldNames) }, all = [];
  const text = (n) => antText(n[keys.label] ?? n.title ?? n.label ?? (keys._title || []).map((k) => n[k]).find((t) => t !== undefined));
  const walk = (list) => { for (const n of list || []) { const under = n[keys.children] || []; all.push({ label: text(n), value: n[keys.value], leaf: !under.length, dead: Boolean(n.disabled || n.disableCheckbox) }); walk(under); } };
  walk(plainOf(given.treeData));
  return all;
};
cx.drivers.push(ant('tree', '.ant-select.ant-tree-select', {
  ...antSelect,
  accept: (e) => Boolean(antBase(e)) && Boolean(antForest({ element: e })),
  options: (c) => antNodes(c).filter((n) => n.leaf).map((n) => n.label),
  state: (c) => {
    const all = antNodes(c);
    return { visible: antShown(c), submitted: antBase(c.element).displayValues.map((v) => { const n = all.find((x) => x.value === v.value); return n ? n.label : String(v.value); }) };
  },
  now: (c, value) => {
    const base = antBase(c.element), all = antNodes(c).filter((n) => n.leaf);
    const chosen = cx.list(value).map((label) => cx.pick(all, label, (n) => n.label));
    if (chosen.some((n) => !n)) return false;
    const dead = chosen.find((n) => n.dead);
    if (dead) cx.fail(`选项不可选：${dead.label}`);
    base.onDisplayValuesChange(chosen.map((n) => ({ value: n.value, label: n.label })), { type: 'clear', values: base.displayValues });
    return true;
  },
  later: async (c, value) => {
    const missing = () => cx.list(value).find((label) => !cx.pick(antNodes(c), label, (n) => n.label));
    if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
    c.driver.now(c, value);
  },
  option: (c, label) => {
    const drop = antDrop(c);
    if (!drop || !cx.shown(drop)) return null;
    const row = cx.pick([...drop.querySelectorAll('.ant-select-tree-treenode:not([aria-hidden=true])')], label, (e) => (e.querySelector('.ant-select-tree-title') || e).textContent);
    if (!row) { const folded = drop.querySelector('.ant-select-tree-switcher_close'); if (folded) folded.click(); return null; }
    return row.querySelector('.ant-select-tree-checkbox') || row.querySelector('.ant-select-tree-node-content-wrapper');
  },
}));

// Date and range ------------------------------------------------------------------------------------------------------
const antPicker = (e) => antProps(e).filter((p) => p && p.generateConfig && 'onChange' in p).at(-1) || null;
const antType = (p) => (!p.picker || p.picker === 'date' ? (p.showTime ? 'datetime' : 'date') : p.picker);
const antFormat = (p) => {
  const own = [].concat(p.format ?? [])[0], format = own && typeof own === 'object' ? own.format : own;
  return typeof format === 'string' ? format : { year: 'YYYY', month: 'YYYY-MM', datetime: 'YYYY-MM-DD HH:mm:ss' }[antType(p)] || 'YYYY-MM-DD';
};
const antDay = (p, text) => {
  const d = cx.localDate(text), g = p.generateConfig;
  if (!d) cx.fail(`不是日期：${text}`);
  let day = g.setDate(g.getNow(), 1);
  day = g.setDate(g.setMonth(g.setYear(day, d.getFullYear()), d.getMonth()), d.getDate());
  return g.setSecond(g.setMinute(g.setHour(day, d.getHours()), d.getMinutes()), d.getSeconds());
};
const antIso = (p, day) => { const g = p.generateConfig; return cx.dayText(new Date(g.getYear(day), g.getMonth(day), g.getDate(day), g.getHour(day), g.getMinute(day), g.getSecond(day)), antType(p)); };
const antTyped = (c) => [...c.element.querySelectorAll('input')].map((i) => i.value).filter(Boolean).map((t) => cx.readDate(t, antFormat(antPicker(c.element))));
const antHeld = (c) => { const p = antPicker(c.element); return p.value === undefined ? antTyped(c) : cx.list(p.value).filter(Boolean).map((day) => antIso(p, day)); };
const antDates = (c, wanted, ranged) => {
  const p = antPicker(c.element), days = wanted.map((text) => antDay(p, text));
  const shut = days.findIndex((d) => p.disabledDate && p.disabledDate(d));
  if (shut >= 0) cx.fail(`日期不可选：${wanted[shut]}`);
  if (!wanted.length && p.allowClear === false) cx.fail('不能清空');
  const texts = wanted.map((text) => cx.writeDate(cx.localDate(text), antFormat(p)));
  if (ranged) p.onChange(days.length ? days : null, days.length ? texts : ['', '']);
  else p.onChange(days[0] ?? null, texts[0] ?? '');
  return true;
};
const antDate = { enabled: (c) => !antOff(c), typed: (c, value) => cx.list(value).map((text) => cx.writeDate(cx.localDate(text), antFormat(antPicker(c.element)))), eachEnter: true };
cx.drivers.push(ant('daterange', '.ant-picker-range', {
  ...antDate,
  accept: (e) => Boolean(antPicker(e)),
  state: (c) => ({ visible: antTyped(c), submitted: antHeld(c) }),
  now: (c, value) => { if (cx.list(value).length === 1) cx.fail('日期范围需要起止两个日期'); return antDates(c, cx.list(value), true); },
}), ...['date', 'year'].map((kind) => ant(kind, '.ant-picker:not(.ant-picker-range)', {
  ...antDate,
  accept: (e) => { const p = antPicker(e); return Boolean(p) && (antType(p) === 'year') === (kind === 'year'); },
  state: (c) => ({ visible: antTyped(c)[0] ?? '', submitted: antHeld(c)[0] ?? '' }),
  now: (c, value) => antDates(c, cx.list(value), false),
})));

// Number, switch, radio, check boxes, text --------------------------------------------------------------------------------
const antWords = (node) => cx.tidy(node.textContent);
const antTick = (node) => node.querySelector('input');
const antFind = (c, label) => {
  const node = cx.pick(c.nodes, label, antWords);
  if (!node) cx.fail(`选项中没有：${label}`);
  if (off(antTick(node))) cx.fail(`选项不可选：${label}`);
  return node;
};
const antTogether = (css) => (e) => e.closest(css) || (antItem(e) && e.closest('.ant-form-item-control')) || e.parentElement;
const antGroup = { enabled: (c) => c.nodes.some((n) => !off(antTick(n))), options: (c) => c.nodes.map(antWords), placeholder: () => '', option: (c, label) => cx.pick(c.nodes, label, antWords) };
const antTicked = (c) => {
  const drawn = c.nodes.filter((n) => /-wrapper-checked/.test(n.className)).map(antWords), held = c.nodes.filter((n) => antTick(n).checked).map(antWords);
  return { visible: drawn, submitted: held };
};
const antEntry = (kind, css) => ant(kind, css, {
  accept: (e) => Boolean(owner3(e) || fiberOf(e)),
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => {
    const vm = cx.vm3(c.input, /^A(Input|Textarea)$/, /^AFormItem$/), key = Object.keys(c.input).find((k) => k.startsWith('__reactProps$'));
    const held = vm ? vm.props.value : key ? c.input[key].value : undefined;
    return { visible: c.input.value, submitted: held === undefined || held === null ? (vm ? '' : c.input.value) : String(held) };
  },
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
});
cx.drivers.push(ant('number', '.ant-input-number', {
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  state: (c) => ({ visible: c.input.value, submitted: c.input.getAttribute('aria-valuenow') ?? '' }),
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
}), ant('switch', 'button.ant-switch', {
  enabled: (c) => !c.element.disabled && !c.element.classList.contains('ant-switch-loading'),
  placeholder: () => '',
  options: () => ['是', '否'],
  state: (c) => {
    const model = cx.vm3(c.element, /^ASwitch$/, /^AFormItem$/), on = c.element.getAttribute('aria-checked') === 'true';
    const held = model && model.props.checked !== undefined ? model.props.checked === (model.props.checkedValue ?? true) : on;
    return { visible: c.element.classList.contains('ant-switch-checked') ? '是' : '否', submitted: held ? '是' : '否' };
  },
  now: (c, value) => { if (cx.yes(value, ['是', '否']) !== (c.element.getAttribute('aria-checked') === 'true')) c.element.click(); return true; },
  opener: (c) => c.element,
}), ant('radio', '.ant-radio-wrapper, .ant-radio-button-wrapper', {
  ...antGroup,
  group: antTogether('.ant-radio-group'),
  state: (c) => { const { visible, submitted } = antTicked(c); return { visible: visible[0] ?? '', submitted: submitted[0] ?? '' }; },
  now: (c, value) => { antTick(antFind(c, value)).click(); return true; },
}), ant('checkbox', '.ant-checkbox-wrapper', {
  ...antGroup,
  group: antTogether('.ant-checkbox-group'),
  state: antTicked,
  now: (c, value) => {
    const wanted = new Set(cx.list(value).map((label) => antFind(c, label)));
    const wrong = c.nodes.filter((n) => wanted.has(n) !== antTick(n).checked), stuck = wrong.find((n) => off(antTick(n)));
    if (stuck) cx.fail(`选项不可选：${antWords(stuck)}`);
    // React draws between two clicks; a group of Vue starts each click from the value before the first.
    if (cx.vm3(c.nodes[0], /^ACheckboxGroup$/, /^AFormItem$/)) return false;
    wrong.forEach((n) => antTick(n).click());
    return true;
  },
  later: async (c, value) => {
    const wanted = new Set(cx.list(value).map((label) => antFind(c, label)));
    for (const node of c.nodes) if (wanted.has(node) !== antTick(node).checked) { antTick(node).click(); await cx.rest(); }
  },
}), antEntry('textarea', 'textarea.ant-input'), antEntry('text', 'input.ant-input'));
