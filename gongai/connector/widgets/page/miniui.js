// miniUI, known from its documented markup and component methods only: no package of it can be had. Every control has
// an element of class mini-<kind> and is found by mini.get; a value that is set is announced with doValueChanged.
const miniOf = (e) => { const found = window.mini && window.mini.get ? window.mini.get(e.id ? e.id : e) : null; return found && typeof found.getValue === 'function' ? found : null; };
const miniRows = (control) => (control.getData ? control.getData() || [] : []);
const miniText = (control) => (row) => String(row[control.textField || 'text'] ?? '');
const miniId = (control, row) => String(row[control.valueField || 'id'] ?? '');
const miniLabels = (control) => String(control.getValue() ?? '').split(',').filter(Boolean).map((v) => { const row = miniRows(control).find((r) => miniId(control, r) === v); return row ? miniText(control)(row) : v; });
const miniPut = (control, value) => { control.setValue(value); if (control.doValueChanged) control.doValueChanged(); return true; };
const mini = (kind, css, rest) => ({
  library: 'miniui', kind, css,
  accept: (e) => Boolean(miniOf(e)),
  readonly: (c) => { const m = miniOf(c.element); return Boolean(m.isReadOnly ? m.isReadOnly() : m.readOnly); },
  enabled: (c) => { const m = miniOf(c.element); return !(m.isReadOnly ? m.isReadOnly() : m.readOnly) && (m.isEnabled ? m.isEnabled() : m.enabled !== false); },
  required: (c) => Boolean(miniOf(c.element).required),
  ...rest,
});
const miniChoice = (kind, css, many) => mini(kind, css, {
  accept: (e) => Boolean(miniOf(e)) && (many === undefined || Boolean(miniOf(e).multiSelect) === many),
  options: (c) => miniRows(miniOf(c.element)).map(miniText(miniOf(c.element))),
  placeholder: () => '',
  state: (c) => {
    const m = miniOf(c.element), held = miniLabels(m), shown = m.getText ? String(m.getText() ?? '').split(',').filter(Boolean) : held;
    return ['select', 'radio'].includes(kind) ? { visible: shown[0] ?? '', submitted: held[0] ?? '' } : { visible: shown, submitted: held };
  },
  now: (c, value, order) => {
    const m = miniOf(c.element), chosen = cx.list(value).map((label) => cx.pick(miniRows(m), label, miniText(m)));
    if (order.search || chosen.some((row) => !row)) return false;
    const dead = chosen.find((row) => row.enabled === false || row.disabled);
    if (dead) cx.fail(`选项不可选：${miniText(m)(dead)}`);
    return miniPut(m, chosen.map((row) => miniId(m, row)).join(','));
  },
  later: async (c, value) => {
    const m = miniOf(c.element);
    if (m.showPopup) m.showPopup();
    try {
      const missing = () => cx.list(value).find((label) => !cx.pick(miniRows(m), label, miniText(m)));
      if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      c.driver.now(c, value, { search: '' });
    } finally { if (m.hidePopup) m.hidePopup(); }
  },
});
// Nodes inside nodes, or a flat list in which each names its parent.
const miniNodes = (m) => {
  const under = m.nodesField || 'children', all = [];
  const walk = (list) => { for (const n of list || []) { all.push(n); walk(n[under]); } };
  walk(miniRows(m));
  return all;
};
const miniLeaves = (m) => {
  const all = miniNodes(m), parents = new Set(all.map((n) => n[m.parentField || 'pid']));
  return all.filter((n) => !(n[m.nodesField || 'children'] || []).length && !parents.has(n[m.valueField || 'id']));
};
const miniPlain = (kind, css) => mini(kind, css, {
  state: (c) => { const held = miniOf(c.element).getValue(); return { visible: c.input ? c.input.value : String(held ?? ''), submitted: String(held ?? '') }; },
  now: (c, value) => miniPut(miniOf(c.element), String(value)),
});
cx.dialogs.push('.mini-window:not(.mini-messagebox)');
cx.floats.push('.mini-popup');
cx.panels.push('.mini-popup', '.mini-pager', '.mini-messagebox', '.mini-calendar');
cx.sectionRules.push(['.mini-panel', '.mini-panel-title']);
cx.drivers.push(
  miniChoice('select', '.mini-combobox', false), miniChoice('multiselect', '.mini-combobox', true), miniChoice('radio', '.mini-radiobuttonlist'), miniChoice('checkbox', '.mini-checkboxlist'),
  mini('date', '.mini-datepicker', {
    state: (c) => {
      const m = miniOf(c.element), held = m.getValue();
      const sent = m.getFormValue ? cx.isoDate(m.getFormValue()) : held instanceof Date ? cx.dayText(held, 'date') : cx.isoDate(held);
      return { visible: c.input ? cx.isoDate(c.input.value) : sent, submitted: sent };
    },
    now: (c, value) => {
      const m = miniOf(c.element), day = value === '' ? '' : cx.localDate(value) || cx.fail(`不是日期：${value}`);
      const edge = (limit) => (limit instanceof Date ? limit : limit ? cx.localDate(limit) : null);
      if (day && ((edge(m.minDate) && day < edge(m.minDate)) || (edge(m.maxDate) && day > edge(m.maxDate)))) cx.fail(`日期不可选：${value}`);
      return miniPut(m, day);
    },
  }),
  mini('tree', '.mini-treeselect', {
    options: (c) => miniLeaves(miniOf(c.element)).map(miniText(miniOf(c.element))),
    placeholder: () => '',
    state: (c) => {
      const m = miniOf(c.element), leaves = miniLeaves(m);
      // A parent is sent with its children; only leaves are what was chosen.
      const held = String(m.getValue() ?? '').split(',').filter(Boolean), all = miniNodes(m).map((n) => miniId(m, n));
      const known = (id) => leaves.find((n) => miniId(m, n) === id);
      return { visible: m.getText ? String(m.getText() ?? '').split(',').filter(Boolean) : held, submitted: held.filter((id) => known(id) || !all.includes(id)).map((id) => (known(id) ? miniText(m)(known(id)) : id)) };
    },
    now: (c, value) => {
      const m = miniOf(c.element), chosen = cx.list(value).map((label) => cx.pick(miniLeaves(m), label, miniText(m)));
      if (chosen.some((n) => !n)) return false;
      const dead = chosen.find((n) => n.enabled === false || n.disabled);
      if (dead) cx.fail(`选项不可选：${miniText(m)(dead)}`);
      return miniPut(m, chosen.map((n) => miniId(m, n)).join(','));
    },
    later: async (c, value) => {
      const m = miniOf(c.element);
      if (m.showPopup) m.showPopup();
      try {
        const missing = () => cx.list(value).find((label) => !cx.pick(miniLeaves(m), label, miniText(m)));
        if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
        c.driver.now(c, value);
      } finally { if (m.hidePopup) m.hidePopup(); }
    },
  }),
  mini('switch', '.mini-checkbox', {
    placeholder: () => '',
    options: () => ['是', '否'],
    state: (c) => { const m = miniOf(c.element), word = (m.getChecked ? m.getChecked() : String(m.getValue()) === String(m.trueValue ?? 'true')) ? '是' : '否'; return { visible: word, submitted: word }; },
    now: (c, value) => {
      const m = miniOf(c.element), on = cx.yes(value, ['是', '否']);
      if (m.setChecked) m.setChecked(on); else m.setValue(on ? m.trueValue ?? 'true' : m.falseValue ?? 'false');
      if (m.doValueChanged) m.doValueChanged();
      return true;
    },
  }),
  miniPlain('number', '.mini-spinner'), miniPlain('textarea', '.mini-textarea'), miniPlain('text', '.mini-textbox'),
);
