// jQuery EasyUI. A field is three things: the original input (hidden, keeps the component), the text a person sees, and
// the hidden .textbox-value that is submitted. Values are set by what the component does when an entry is clicked.
const ez$ = () => window.jQuery;
const ezTarget = (span) => span.previousElementSibling;
const ezData = (span, name) => { const $ = ez$(), t = ezTarget(span); return ($ && $.data && t && $.data(t, name)) || null; };
const ezCall = (c, name, ...args) => ez$()(ezTarget(c.element))[name](...args);
const ezHidden = (c) => [...c.element.querySelectorAll('.textbox-value')].map((e) => e.value).filter((v) => v !== '');
// The grey hint of an empty field stands in the field as its text.
const ezShown = (c) => (c.input.classList.contains('textbox-prompt') && c.input.value === (ezCall(c, c.driver.component, 'options').prompt || '') ? '' : c.input.value);
const ezBlank = (f) => typeof f !== 'function' || /^function\s*\([^)]*\)\s*\{\s*\}$/.test(String(f));

cx.labelRules.push((e) => {
  const span = e.matches('span.textbox, span.switchbutton') ? e : null;
  const left = span && ezTarget(span) && ezTarget(span).previousElementSibling;
  if (left && left.matches('label')) return left;
  const cell = e.closest('.datagrid-row td[field]'), view = cell && cell.closest('.datagrid-view');
  return view ? view.querySelector(`.datagrid-header td[field="${CSS.escape(cell.getAttribute('field'))}"] .datagrid-cell span`) : null;
});
cx.sectionRules.push(['.panel', '.panel-title']);
cx.dialogs.push('.panel.window:not(.messager-window)');
cx.floats.push('.combo-p');
cx.panels.push('.combo-p', '.messager-window', '.pagination', '.datagrid-pager', '.datagrid-header', '.calendar');
cx.shutters.push((panel) => { if (panel.matches('.combo-p') && ez$()) ez$()(panel).children('.combo-panel').panel('close'); });

const ez = (kind, name, rest) => ({
  library: 'easyui', kind, component: name, css: 'span.textbox',
  accept: (e) => Boolean(ezData(e, name)),
  claims: (e) => [ezTarget(e)],
  enabled: (c) => { const o = ezCall(c, name, 'options'); return !o.disabled && !o.readonly; },
  readonly: (c) => Boolean(ezCall(c, name, 'options').readonly),
  required: (c) => Boolean(ezCall(c, name, 'options').required),
  placeholder: (c) => ezCall(c, name, 'options').prompt || '',
  opener: (c) => c.element.querySelector('.combo-arrow') || c.input,
  ...rest,
});

// Tree --------------------------------------------------------------------------------------------------------------
const ezNodes = (c) => {
  const tree = ezCall(c, 'combotree', 'tree'), all = [];
  for (const root of tree.tree('getRoots')) all.push(root, ...tree.tree('getChildren', root.target));
  return { tree, leaves: all.filter((n) => tree.tree('isLeaf', n.target)), all };
};
const ezOff = (node) => Boolean(node.disabled || (node.attributes && node.attributes.disabled) || ez$()(node.target).find('.tree-checkbox').hasClass('tree-checkbox-disabled') || ez$()(node.target).hasClass('tree-node-disabled'));
const ezLeaf = (c, label) => {
  const { leaves } = ezNodes(c);
  const node = cx.pick(leaves, label, (n) => n.text);
  if (node && ezOff(node)) cx.fail(`选项不可选：${label}`);
  return node;
};
cx.drivers.push(ez('tree', 'combotree', {
  options: (c) => ezNodes(c).leaves.map((n) => cx.tidy(n.text)),
  state: (c) => {
    const { all, leaves } = ezNodes(c), ids = ezHidden(c);
    // A parent is submitted with its children; only leaves are what was chosen.
    const held = ids.map((id) => all.find((n) => String(n.id) === id) || id).filter((n) => typeof n === 'string' || leaves.includes(n));
    return { visible: ezShown(c).split(/[,，]/).map(cx.tidy).filter(Boolean), submitted: held.map((n) => (typeof n === 'string' ? n : cx.tidy(n.text))) };
  },
  now: (c, value) => {
    const options = ezCall(c, 'combotree', 'options'), { tree, leaves } = ezNodes(c);
    if (!leaves.length || !ezBlank(options.onShowPanel)) return false;
    const wanted = cx.list(value).map((label) => ezLeaf(c, label));
    if (wanted.some((n) => !n)) return false;
    if (!wanted.length) { ezCall(c, 'combotree', 'clear'); return true; }
    if (!options.multiple) { wanted[0].target.click(); ezCall(c, 'combotree', 'hidePanel'); return true; }
    const ids = ezHidden(c), goal = new Set(wanted.map((n) => String(n.id)));
    for (const leaf of leaves) {
      if (ids.includes(String(leaf.id)) !== goal.has(String(leaf.id))) tree.tree(goal.has(String(leaf.id)) ? 'check' : 'uncheck', leaf.target);
    }
    return true;
  },
  later: async (c, value) => {
    ezCall(c, 'combotree', 'showPanel');
    try {
      const missing = () => cx.list(value).find((label) => !ezLeaf(c, label));
      if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      const wanted = cx.list(value).map((label) => ezLeaf(c, label));
      const { tree, leaves } = ezNodes(c), multiple = ezCall(c, 'combotree', 'options').multiple;
      if (!multiple) wanted[0].target.click();
      else for (const leaf of leaves) tree.tree(wanted.includes(leaf) ? 'check' : 'uncheck', leaf.target);
    } finally { ezCall(c, 'combotree', 'hidePanel'); }
  },
  option: (c, label) => {
    const node = ezLeaf(c, label);
    if (!node) return null;
    ezNodes(c).tree.tree('expandTo', node.target);
    return cx.shown(node.target) ? node.target.querySelector('.tree-checkbox') || node.target : null;
  },
}));

// Select and multi-select ---------------------------------------------------------------------------------------------
const ezRows = (c) => ezCall(c, 'combobox', 'getData') || [];
const ezField = (c, which) => ezCall(c, 'combobox', 'options')[which];
const ezRowText = (c) => { const field = ezField(c, 'textField'); return (row) => String(row[field] ?? ''); };
const ezRow = (c, label) => {
  const row = cx.pick(ezRows(c).filter((r) => String(r[ezField(c, 'valueField')] ?? '') !== ''), label, ezRowText(c));
  if (row && row.disabled) cx.fail(`选项不可选：${label}`);
  return row;
};
const ezChosen = (c) => ezHidden(c).map((v) => { const row = ezRows(c).find((r) => String(r[ezField(c, 'valueField')]) === v); return row ? cx.tidy(ezRowText(c)(row)) : v; });
const ezClick = (c, row, on) => {
  const options = ezCall(c, 'combobox', 'options'), v = row[options.valueField];
  options.onClick.call(ezTarget(c.element), row);
  if (!options.multiple) ezCall(c, 'combobox', 'setValue', v);
  else ezCall(c, 'combobox', on ? 'select' : 'unselect', v);
};
const ezChoose = (c, labels) => {
  const options = ezCall(c, 'combobox', 'options');
  const rows = labels.map((label) => ezRow(c, label));
  if (rows.some((r) => !r)) return false;
  if (!options.multiple) { ezClick(c, rows[0]); return true; }
  const held = ezHidden(c), key = (r) => String(r[options.valueField]), goal = new Set(rows.map(key));
  for (const row of ezRows(c)) if (held.includes(key(row)) && !goal.has(key(row))) ezClick(c, row, false);
  for (const row of rows) if (!held.includes(key(row))) ezClick(c, row, true);
  return true;
};
const ezSelect = (kind, multiple) => ez(kind, 'combobox', {
  accept: (e) => Boolean(ezData(e, 'combobox')) && Boolean(ezData(e, 'combobox').options.multiple) === multiple,
  options: (c) => ezRows(c).map(ezRowText(c)).map(cx.tidy),
  state: (c) => {
    const chosen = ezChosen(c);
    return multiple ? { visible: ezShown(c).split(ezField(c, 'separator')).map(cx.tidy).filter(Boolean), submitted: chosen } : { visible: ezShown(c), submitted: chosen[0] ?? '' };
  },
  now: (c, value, order) => {
    const options = ezCall(c, 'combobox', 'options'), labels = cx.list(value);
    if (!labels.length) {
      const empty = ezRows(c).some((r) => String(r[options.valueField] ?? '') === '');
      if (!options.editable && !empty && !multiple) cx.fail('不能清空');
      ezCall(c, 'combobox', 'clear');
      return true;
    }
    // A page that listens for the opening may fill or change the list then: open it as a person would.
    if (order.search || !ezBlank(options.onShowPanel)) return false;
    return ezChoose(c, labels);
  },
  later: async (c, value, order) => {
    ezCall(c, 'combobox', 'showPanel');
    try {
      if (order.search) {
        const begun = cx.watch.begun;
        cx.focus(c.input);
        cx.setNative(c.input, order.search);
        // The query starts with a key and waits for the typing to end.
        cx.key(c.input, 'End', 35);
        await cx.until(() => cx.watch.begun > begun, 900);
        await cx.rest();
      }
      const missing = () => cx.list(value).find((label) => !ezRow(c, label));
      if (!(await cx.until(() => missing() === undefined))) {
        if (order.search) ezCall(c, 'combobox', 'clear');
        cx.fail(`选项中没有：${missing()}`);
      }
      ezChoose(c, cx.list(value));
      if (order.search) cx.blur(c.input);
    } finally { ezCall(c, 'combobox', 'hidePanel'); }
  },
  option: (c, label) => {
    const row = ezRow(c, label), options = ezCall(c, 'combobox', 'options');
    const item = row && options.finder.getEl(ezTarget(c.element), row[options.valueField])[0];
    return item && cx.shown(item) ? item : null;
  },
});
cx.drivers.push(ezSelect('select', false), ezSelect('multiselect', true));

// Date ----------------------------------------------------------------------------------------------------------------
// The page's own format decides what is written, and never what is read: a parser that does not know it says "today".
const ezDate = (name) => ez('date', name, {
  state: (c) => {
    const raw = ezHidden(c)[0] ?? '', { parser, formatter } = ezCall(c, name, 'options'), target = ezTarget(c.element);
    const read = raw && !/^\d{4}\D\d{1,2}\D\d{1,2}/.test(raw) ? parser.call(target, raw) : null;
    const known = read && formatter.call(target, read) === raw;
    return { visible: known && ezShown(c) === raw ? cx.dayText(read) : ezShown(c), submitted: known ? cx.dayText(read) : cx.isoDate(raw) };
  },
  typed: (c, value) => cx.list(value).map((text) => ezCall(c, name, 'options').formatter.call(ezTarget(c.element), cx.localDate(text))),
  pause: 350,
  now: (c, value) => {
    const options = ezCall(c, name, 'options'), target = ezTarget(c.element);
    if (value === '') {
      if (!options.editable) cx.fail('不能清空');
      ezCall(c, name, 'clear');
      return true;
    }
    const date = cx.localDate(value);
    if (!date) cx.fail(`不是日期：${value}`);
    const calendar = ezCall(c, 'datebox', 'calendar').calendar('options');
    if (calendar.validator && calendar.validator.call(target, date) === false) cx.fail(`日期不可选：${value}`);
    ezCall(c, name, 'setValue', options.formatter.call(target, date));
    options.onSelect.call(target, date);
    return true;
  },
});
cx.drivers.push(ezDate('datetimebox'), ezDate('datebox'));

// Number, switch, text --------------------------------------------------------------------------------------------------
const ezTyped = (kind, name) => ez(kind, name, {
  state: (c) => ({ visible: ezShown(c), submitted: c.element.querySelector('.textbox-value').value }),
  now: (c, value) => { cx.type(c.input, String(value)); return true; },
});
cx.drivers.push(ezTyped('number', 'numberspinner'), ezTyped('number', 'numberbox'), {
  library: 'easyui', kind: 'switch', css: 'span.switchbutton',
  accept: (e) => Boolean(ezData(e, 'switchbutton')),
  claims: (e) => [ezTarget(e)],
  enabled: (c) => { const o = ezCall(c, 'switchbutton', 'options'); return !o.disabled && !o.readonly; },
  placeholder: () => '',
  options: (c) => { const o = ezCall(c, 'switchbutton', 'options'); return [o.onText || '是', o.offText || '否']; },
  state: (c) => {
    const [on, no] = c.driver.options(c);
    const sent = c.element.querySelector('input.switchbutton-value');
    return { visible: ezCall(c, 'switchbutton', 'options').checked ? on : no, submitted: sent && sent.checked ? on : no };
  },
  now: (c, value) => {
    if (cx.yes(value, c.driver.options(c)) !== Boolean(ezCall(c, 'switchbutton', 'options').checked)) c.element.click();
    return true;
  },
  opener: (c) => c.element,
}, {
  ...ezTyped('textarea', 'textbox'), accept: (e) => Boolean(ezData(e, 'textbox') && ezData(e, 'textbox').options.multiline && !ezData(e, 'combo')),
}, {
  ...ezTyped('text', 'textbox'), accept: (e) => Boolean(ezData(e, 'textbox') && !ezData(e, 'combo') && !ezData(e, 'filebox')),
});
