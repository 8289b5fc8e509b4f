// The three things asked from outside: fill, read, list the controls.
const driverFor = (c, kind) => (kind === 'tree' && ['text', 'textarea'].includes(c.driver.kind) ? cx.treeDriver : c.driver);
const withDriver = (found, kind) => found && { ...found, driver: driverFor(found, kind) };
const kindOf = (c) => (cx.opensTree(c) ? 'tree' : c.driver.readonly && c.driver.readonly(c) ? 'readonly' : c.driver.kind);
const compareAs = (c, kind) => {
  const own = c.driver.kind;
  return own === 'text' || own === 'textarea' ? (['number', 'date', 'year'].includes(kind) ? kind : own) : own;
};
const reading = (index, order) => {
  const { control, trouble } = cx.lookup(index, order);
  const words = !control && order.kind === 'readonly' ? cx.staticText(index, order) : null;
  if (words !== null) return { found: true, enabled: false, visible: words, submitted: words, options: [], kind: 'readonly', trouble: '' };
  if (!control) return { found: false, enabled: false, visible: null, submitted: null, options: [], trouble };
  const c = withDriver(control, cx.opensTree(control) ? 'tree' : order.kind);
  const state = c.driver.state(c);
  return { found: true, enabled: c.driver.enabled(c), ...state, options: (c.driver.options ? c.driver.options(c) : []).slice(0, 500), kind: c.driver.kind, trouble: '' };
};
const already = (c, order) => cx.same(compareAs(c, order.kind), order.value, c.driver.state(c).submitted);

// Sets one field without waiting. true: done; false: needs time (a list to open, an answer to come, a field to appear).
const setNow = (index, order) => {
  const found = cx.lookup(index, order);
  // Redrawn by the handler of a field before it: looked up anew, once the page has come to rest.
  if (!found.control || !found.control.first.isConnected) return false;
  const c = withDriver(found.control, order.kind);
  if (already(c, order)) return true;
  if (!c.driver.enabled(c)) return false;
  return Boolean(c.driver.now(c, order.value, order));
};
// A field may come with the answer to another one: waited for while the page is at work.
const appearing = async (rootCss, order) => {
  await cx.rest();
  const first = cx.lookup(cx.index(rootCss), order);
  if (first.control) return first;
  const later = await cx.until(() => { const again = cx.lookup(cx.index(rootCss), order); return again.control ? again : null; }, 400);
  return later || first;
};
const setLater = async (rootCss, order) => {
  const found = await appearing(rootCss, order);
  if (!found.control) cx.fail(found.trouble);
  const c = withDriver(found.control, order.kind);
  if (already(c, order)) return;
  if (!(await cx.until(() => c.driver.enabled(c), 300))) cx.fail('已禁用');
  if (c.driver.now(c, order.value, order)) return;
  if (!c.driver.later) throw new Error('no slow way');
  await c.driver.later(c, order.value, order);
  await cx.rest();
};

const attempt = async (work, result) => {
  try { await work(); } catch (error) {
    if (error instanceof cx.Trouble) result.trouble = error.message;
    else result.broke = String((error && error.message) || error).slice(0, 200);
    cx.closeAll();
    await cx.tick();
  }
};

cx.closeAll = () => {
  if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  const open = () => cx.openPanels();
  if (!open().length) return;
  cx.clickOutside();
};
cx.openPanels = () => [...document.querySelectorAll(cx.floats.join(', '))].filter(cx.shown);

cx.fill = async ({ root, orders, budget }) => {
  cx.deadline = performance.now() + budget;
  const results = orders.map(() => ({ trouble: '', broke: '' }));
  let index = cx.index(root);
  // In the given order: runs of fields that can be set at once share one task, and one rendering.
  for (const [i, order] of orders.entries()) {
    if (order.kind === 'readonly') {
      if (!cx.lookup(index, order).control && cx.staticText(index, order) === null) { await appearing(root, order); index = cx.index(root); }
      continue;
    }
    let done = false;
    try { done = setNow(index, order); } catch (error) {
      if (error instanceof cx.Trouble) { results[i].trouble = error.message; continue; }
      results[i].broke = String(error.message || error).slice(0, 200);
      continue;
    }
    if (!done) {
      await attempt(() => setLater(root, order), results[i]);
      index = cx.index(root);
    }
  }
  // What a later field's handler cleared or reloaded is set once more, in the same order.
  for (let round = 0; round < 2; round++) {
    await cx.rest();
    index = cx.index(root);
    const wrong = orders.map((order, i) => i).filter((i) => {
      if (results[i].trouble || results[i].broke || orders[i].kind === 'readonly') return false;
      const found = cx.lookup(index, orders[i]);
      return !found.control || !already(withDriver(found.control, orders[i].kind), orders[i]);
    });
    if (!wrong.length) break;
    for (const i of wrong) await attempt(async () => { if (!setNow(cx.index(root), orders[i])) await setLater(root, orders[i]); }, results[i]);
    await cx.rest();
    index = cx.index(root);
  }
  cx.closeAll();
  await cx.until(() => !cx.openPanels().length, 300); // what is leaving still lies over the page
  cx.deadline = Infinity;
  return orders.map((order, i) => ({ ...results[i], reading: reading(index, order) }));
};

cx.read = ({ root, fields }) => { const index = cx.index(root); return fields.map((f) => reading(index, f)); };

const isRequired = (c) => {
  const item = cx.items.length ? c.element.closest(cx.items.join(', ')) : null;
  const marks = `:required, ${cx.required.join(', ')}`;
  return [item, c.first, c.input].some((e) => e && e.matches(marks)) || Boolean(c.driver.required && c.driver.required(c)) || /[*＊]/.test(c.label);
};
cx.controls = (root) => cx.index(root).controls.filter((c) => c.visible).map((c, order) => {
  const kind = kindOf(c), driver = kind === 'tree' ? cx.treeDriver : c.driver;
  return {
    section: c.titles[0] ?? '', label: cx.tidy(c.label), kind, order,
    required: isRequired(c),
    options: driver.options ? driver.options({ ...c, driver }).slice(0, 500) : [],
    placeholder: c.placeholder || '', enabled: driver.enabled(c),
    length: c.input && c.input.maxLength > 0 ? c.input.maxLength : 0,
  };
});
// Where the forms around the visible controls would be sent, as far as the markup says so.
cx.calls = (root) => {
  const forms = new Set(cx.index(root).controls.filter((c) => c.visible).map((c) => c.first.closest('form[action]')).filter(Boolean));
  return [...forms].filter((f) => !/^\s*(javascript:|#|$)/.test(f.getAttribute('action'))).map((f) => (
    `${(f.getAttribute('method') || 'get').toUpperCase()} ${new URL(f.getAttribute('action'), document.baseURI).pathname}`));
};

// The texts a person would type for a value; `closed`: parsed when the panel opens, taken over by a button in it.
cx.typed = ({ root, order }) => {
  const found = cx.lookup(cx.index(root), order);
  if (!found.control) return { texts: cx.list(order.value), closed: false, pause: 0, each: false };
  const c = withDriver(found.control, order.kind);
  const texts = c.driver.typed ? c.driver.typed(c, order.value) : cx.list(order.value);
  return { texts, closed: Boolean(c.driver.confirm), pause: c.driver.pause || 0, each: Boolean(c.driver.eachEnter) };
};

// Elements for trusted clicks and keys from outside the page.
cx.element = ({ root, order, part, label, level }) => {
  const found = cx.lookup(cx.index(root), order);
  if (!found.control) return null;
  const c = withDriver(found.control, order.kind);
  if (part === 'input') return c.driver.entry ? c.driver.entry(c) : c.input;
  if (part === 'area') return c.driver.area ? c.driver.area(c) : c.input;
  if (part === 'files') return c.driver.files ? c.driver.files(c) : null;
  if (part === 'pair') return (c.pair ? c.pair[level].input : [...c.element.querySelectorAll('input')][level] || c.input);
  if (part === 'confirm') return c.driver.confirm(c);
  if (part === 'opener') return c.driver.opener ? c.driver.opener(c) : c.input || c.element;
  if (part === 'option') return c.driver.option ? c.driver.option(c, label, level) : null;
  return c.element;
};
