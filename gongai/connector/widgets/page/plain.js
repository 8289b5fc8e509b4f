// Plain HTML controls, and the dialogs of jQuery UI, artDialog and Bootstrap that old pages put them in. Registered last: a library's widget claims the inputs it is made of first.
const optionWords = (input) => {
  const label = input.closest('label') || (input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`));
  if (label) return cx.tidy(cx.text(label));
  const next = input.nextSibling;
  return cx.tidy(next ? (next.nodeType === 3 ? next.data : cx.text(next)) : input.value);
};
cx.dialogs.push('.ui-dialog', '.aui_outer', '.modal.in', '.modal.show');
cx.sectionRules.push(['.ui-dialog', '.ui-dialog-title'], ['.aui_outer', '.aui_title'], ['.modal', '.modal-title']);
const off = (e) => e.disabled || e.matches(':disabled');

// A visible input without a name beside one named hidden input: the hidden one is what is sent.
const sent = (input) => {
  if (input.name || !input.form || cx.vue(input) || input.closest('.el-input, .el-textarea')) return input;
  const hidden = input.parentElement.querySelectorAll('input[type=hidden][name]');
  const shown = input.parentElement.querySelectorAll('input:not([type=hidden])');
  return hidden.length === 1 && shown.length === 1 ? hidden[0] : input;
};
const kindOfInput = (e) => {
  if (e.tagName === 'TEXTAREA') return 'textarea';
  return e.type === 'number' ? 'number' : e.type === 'date' ? 'date' : 'text';
};

const textDriver = (css, kind) => ({
  library: 'plain', kind, css,
  accept: (e) => kindOfInput(e) === kind,
  enabled: (c) => !off(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => ({ visible: c.input.value, submitted: sent(c.input).value }),
  now: (c, value) => {
    const text = kind === 'date' ? cx.isoDate(value) : String(value), { min, max } = c.input;
    if (kind === 'date' && text && ((min && text < min) || (max && text > max))) cx.fail(`日期不可选：${value}`);
    cx.type(c.input, text);
    return true;
  },
});
const TYPED = 'input:not([type]), input[type=text], input[type=tel], input[type=email], input[type=search], input[type=url], input[type=number], input[type=date]';
const plainDrivers = [textDriver(TYPED, 'text'), textDriver(TYPED, 'number'), textDriver(TYPED, 'date'), textDriver('textarea', 'textarea')];

const usable = (o) => !o.disabled && !(o.parentElement.disabled);
const words = (c) => [...c.element.selectedOptions].filter((o) => o.value !== '' || c.element.multiple).map((o) => cx.tidy(o.text));
const selectDriver = (multiple) => ({
  library: 'plain', kind: multiple ? 'multiselect' : 'select', css: 'select',
  accept: (e) => e.multiple === multiple,
  enabled: (c) => !off(c.element),
  placeholder: (c) => (c.element.options[0] && c.element.options[0].value === '' ? cx.tidy(c.element.options[0].text) : ''),
  options: (c) => [...c.element.options].filter((o) => o.value !== '').map((o) => cx.tidy(o.text)),
  state: (c) => { const w = words(c); return multiple ? { visible: w, submitted: w } : { visible: w[0] ?? '', submitted: w[0] ?? '' }; },
  now: (c, value) => {
    const options = [...c.element.options];
    const chosen = cx.list(value).map((label) => {
      const option = cx.pick(options, label, (o) => o.text);
      if (option && !usable(option)) cx.fail(`选项不可选：${label}`);
      return option;
    });
    if (chosen.some((o) => !o)) return false;
    cx.focus(c.element);
    if (multiple) options.forEach((o) => { o.selected = chosen.includes(o); });
    else if (chosen.length) c.element.selectedIndex = options.indexOf(chosen[0]);
    else c.element.value = '';
    cx.fire(c.element, 'input');
    cx.fire(c.element, 'change');
    cx.blur(c.element);
    return true;
  },
  // Some pages load the options when the list is opened.
  later: async (c, value) => {
    cx.focus(c.element);
    for (const type of ['mousedown', 'mouseup', 'click']) cx.fire(c.element, type, MouseEvent);
    const missing = () => cx.list(value).find((label) => !cx.pick([...c.element.options], label, (o) => o.text));
    if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
    c.driver.now(c, value);
  },
});
plainDrivers.push(selectDriver(false), selectDriver(true));

const together = (type) => (e) => {
  const shared = e.name ? [...(e.form || document).querySelectorAll(`input[type=${type}]`)].filter((x) => x.name === e.name) : [e];
  let box = e.parentElement;
  while (box && !shared.every((x) => box.contains(x))) box = box.parentElement;
  if (box && box.tagName === 'LABEL') box = box.parentElement;
  return box || e.parentElement;
};
const choose = (c, label) => {
  const node = cx.pick(c.nodes, label, optionWords);
  if (!node) cx.fail(`选项中没有：${label}`);
  if (off(node)) cx.fail(`选项不可选：${label}`);
  return node;
};
plainDrivers.push({
  library: 'plain', kind: 'radio', css: 'input[type=radio]', group: together('radio'),
  enabled: (c) => c.nodes.some((n) => !off(n)),
  options: (c) => c.nodes.map(optionWords),
  state: (c) => { const on = c.nodes.find((n) => n.checked); const w = on ? optionWords(on) : ''; return { visible: w, submitted: w }; },
  now: (c, value) => { choose(c, value).click(); return true; },
  option: (c, label) => cx.pick(c.nodes, label, optionWords),
}, {
  library: 'plain', kind: 'checkbox', css: 'input[type=checkbox]', group: together('checkbox'),
  enabled: (c) => c.nodes.some((n) => !off(n)),
  options: (c) => c.nodes.map(optionWords),
  state: (c) => { const w = c.nodes.filter((n) => n.checked).map(optionWords); return { visible: w, submitted: w }; },
  now: (c, value) => {
    const wanted = new Set(cx.list(value).map((label) => choose(c, label)));
    const wrong = c.nodes.filter((n) => n.checked !== wanted.has(n));
    const stuck = wrong.find(off);
    if (stuck) cx.fail(`选项不可选：${optionWords(stuck)}`);
    wrong.forEach((n) => n.click());
    return true;
  },
  option: (c, label) => cx.pick(c.nodes, label, optionWords),
});

// Two date inputs under one label: 日期 至 日期.
cx.pairDriver = {
  library: 'plain', kind: 'daterange',
  enabled: (c) => c.pair.every((p) => p.driver.enabled(p)),
  typed: (c, value) => cx.list(value).map((text, i) => (c.pair[i] && c.pair[i].driver.typed ? c.pair[i].driver.typed(c.pair[i], text)[0] : text)),
  state: (c) => {
    const both = c.pair.map((p) => p.driver.state(p));
    return { visible: both.map((s) => s.visible).filter(Boolean), submitted: both.map((s) => s.submitted).filter(Boolean) };
  },
  now: (c, value) => {
    const dates = cx.list(value).length ? cx.list(value) : ['', ''];
    if (dates.length !== 2) cx.fail('日期范围需要起止两个日期');
    return c.pair.every((p, i) => p.driver.now(p, dates[i]));
  },
};

// Several selects under one label, each waiting for the one before: 省 市 县 in one cell.
cx.chainDriver = {
  library: 'plain', kind: 'cascader',
  enabled: (c) => c.chain[0].driver.enabled(c.chain[0]),
  options: (c) => (c.chain[0].driver.options ? c.chain[0].driver.options(c.chain[0]) : []),
  state: (c) => {
    const each = c.chain.map((one) => one.driver.state(one));
    return { visible: each.map((s) => s.visible).filter(Boolean), submitted: each.map((s) => s.submitted).filter(Boolean) };
  },
  now: () => false,
  later: async (c, value, order) => {
    const steps = cx.path(value);
    if (steps.length > c.chain.length) cx.fail(`选项中没有：${steps[c.chain.length]}`);
    if (!steps.length) { const first = c.chain[0]; if (!first.driver.now(first, '', order)) await first.driver.later(first, '', order); return; }
    for (const [level, step] of steps.entries()) {
      // Drawn anew by the choice before it.
      const one = await cx.until(() => { const now = c.again(); const x = now && now.chain && now.chain[level]; return x && x.driver.enabled(x) ? x : null; });
      if (!one) cx.fail('已禁用');
      const part = { ...order, kind: 'select', value: step };
      if (cx.same('select', step, one.driver.state(one).submitted)) continue;
      if (!one.driver.now(one, step, part)) await one.driver.later(one, step, part);
      await cx.rest();
    }
  },
};
