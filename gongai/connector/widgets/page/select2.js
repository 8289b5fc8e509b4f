// Select2 4. The original select stays in the page, one pixel large, and is what is submitted; the widget behind it is
// told through its own instance, so that the page's select2:select and change handlers hear it. Its jQuery may be nobody's
// global: the instance is found on the element itself, where jQuery leaves its data.
const S2 = 'select.select2-hidden-accessible';
const s2Of = (select) => {
  for (const name of Object.keys(select)) {
    if (name.startsWith('jQuery') && select[name] && select[name].select2) return select[name].select2;
  }
  return window.jQuery && window.jQuery(select).data ? window.jQuery(select).data('select2') || null : null;
};
const s2Box = (select) => (select.nextElementSibling && select.nextElementSibling.matches('.select2-container') ? select.nextElementSibling : null);
const s2Words = (select) => [...select.options].filter((o) => o.value !== '');
const s2Option = (c, label) => {
  const option = cx.pick(s2Words(c.element), label, (o) => o.text);
  if (option && !usable(option)) cx.fail(`选项不可选：${label}`);
  return option;
};
// What the box shows: without the placeholder and the crosses that take a choice away.
const s2Shown = (box, css) => [...box.querySelectorAll(css)].map((e) => {
  const copy = e.cloneNode(true);
  copy.querySelectorAll('.select2-selection__clear, .select2-selection__placeholder, .select2-selection__choice__remove').forEach((x) => x.remove());
  return cx.tidy(copy.textContent);
}).filter(Boolean);
const s2Open = () => document.querySelector('.select2-container--open .select2-results__options, .select2-dropdown .select2-results__options');
// While an answer is awaited, the rows of the one before still stand there: a click on them is lost.
const s2Rows = () => {
  const list = s2Open();
  return list && !list.querySelector('.loading-results') ? [...list.querySelectorAll('.select2-results__option')].filter((li) => !li.matches('.select2-results__message, .loading-results, [role=group]')) : [];
};
const s2Search = () => document.querySelector('.select2-dropdown .select2-search__field, .select2-container--open .select2-search__field');
const s2Press = (e, type) => cx.fire(e, type, MouseEvent, { button: 0 });
const s2Show = (box) => {
  const face = box.querySelector('.select2-selection');
  if (!box.matches('.select2-container--open')) s2Press(face, face.matches('.select2-selection--multiple') ? 'click' : 'mousedown');
};
const s2Dead = (li) => li.matches('[aria-disabled=true], .select2-results__option--disabled');

const s2Take = (c, option) => {
  const widget = s2Of(c.element), data = { id: option.value, text: option.text, element: option };
  if (widget) widget.trigger('select', { data });
  else { option.selected = true; cx.fire(c.element, 'input'); cx.fire(c.element, 'change'); }
};
const s2Leave = (c, option) => {
  const widget = s2Of(c.element);
  if (widget && c.element.multiple) widget.trigger('unselect', { data: { id: option.value, text: option.text, element: option } });
  if (option.selected) { option.selected = false; cx.fire(c.element, 'input'); cx.fire(c.element, 'change'); }
};
const s2Set = (c, wanted) => {
  if (!c.element.multiple) {
    if (wanted.length) s2Take(c, wanted[0]);
    else { c.element.value = ''; cx.fire(c.element, 'input'); cx.fire(c.element, 'change'); }
    return;
  }
  for (const option of [...c.element.selectedOptions]) if (!wanted.includes(option)) s2Leave(c, option);
  for (const option of wanted) if (!option.selected) s2Take(c, option);
};
const s2Driver = (multiple) => ({
  library: 'select2', kind: multiple ? 'multiselect' : 'select', css: S2,
  accept: (e) => e.multiple === multiple && Boolean(s2Box(e)),
  claims: (e) => [s2Box(e)],
  // By hand the search box of the open list is what is typed into.
  begin: (c) => { c.input = s2Box(c.element).matches('.select2-container--open') ? s2Search() || c.element : c.element; },
  enabled: (c) => !off(c.element),
  required: (c) => c.element.required,
  placeholder: (c) => c.element.dataset.placeholder || '',
  options: (c) => s2Words(c.element).map((o) => cx.tidy(o.text)),
  state: (c) => {
    const held = [...c.element.selectedOptions].filter((o) => o.value !== '').map((o) => cx.tidy(o.text));
    if (multiple) return { visible: s2Shown(s2Box(c.element), '.select2-selection__choice'), submitted: held };
    return { visible: s2Shown(s2Box(c.element), '.select2-selection__rendered')[0] ?? '', submitted: held[0] ?? '' };
  },
  now: (c, value, order) => {
    const wanted = cx.list(value).map((label) => s2Option(c, label));
    if (wanted.some((o) => !o) || (order && order.search && !wanted.length)) return false;
    s2Set(c, wanted);
    return true;
  },
  // Options that a server is asked for: opened, searched, and the one row that says exactly this.
  later: async (c, value, order) => {
    const wanted = cx.list(value), box = s2Box(c.element);
    const offered = s2Of(c.element) && s2Of(c.element).options.get('ajax');
    if (!offered) {
      const missing = () => wanted.find((label) => !cx.pick(s2Words(c.element), label, (o) => o.text));
      if (!(await cx.until(() => missing() === undefined))) cx.fail(`选项中没有：${missing()}`);
      c.driver.now(c, value);
      return;
    }
    for (const option of [...c.element.selectedOptions]) if (multiple && !wanted.some((label) => cx.norm(label) === cx.norm(option.text))) s2Leave(c, option);
    for (const label of wanted) {
      if ([...c.element.selectedOptions].some((o) => cx.norm(o.text) === cx.norm(label))) continue;
      s2Show(box);
      const field = await cx.until(() => s2Search());
      if (field) { cx.setNative(field, (order && order.search) || label); cx.fire(field, 'input', InputEvent); }
      const row = await cx.until(() => cx.pick(s2Rows(), label, (li) => li.textContent), 2000);
      if (!row) cx.fail(`选项中没有：${label}`);
      if (s2Dead(row)) cx.fail(`选项不可选：${label}`);
      s2Press(row, 'mouseup');
      await cx.until(() => [...c.element.selectedOptions].some((o) => cx.norm(o.text) === cx.norm(label)), 300);
    }
  },
  opener: (c) => s2Box(c.element).querySelector('.select2-selection'),
  option: (c, label) => {
    s2Show(s2Box(c.element)); // a choice shuts the list; the next one needs it again
    const row = cx.pick(s2Rows(), label, (li) => li.textContent);
    return row && !s2Dead(row) ? row : null;
  },
});
// By its own id: while the list is open, the field that is typed into is another one.
cx.labelRules.push((e) => (e.matches(S2) && e.id ? document.querySelector(`label[for="${CSS.escape(e.id)}"]`) : null));
cx.floats.push('.select2-dropdown');
cx.panels.push('.select2-dropdown');
cx.drivers.push(s2Driver(false), s2Driver(true));
