// Which controls stand in the container, under which visible label and in which sections.
const NOISE = 'i, svg, button, input, select, textarea, [role=tooltip], .el-button, .el-popover, script, style';
cx.text = (e) => {
  if (!e.querySelector(NOISE)) return e.textContent;
  const copy = e.cloneNode(true);
  copy.querySelectorAll(NOISE).forEach((x) => x.remove());
  return copy.textContent;
};

// The containers in which controls count: every visible element of the selector; a dialog hides what lies under it.
cx.roots = (css) => {
  if (css && css.startsWith('table:')) return cx.rowRoots(JSON.parse(css.slice(6))); // one row of a table
  if (css && css !== 'body') return [...document.querySelectorAll(css)].filter(cx.shown);
  // One on its way out does not count any more.
  const open = [...document.querySelectorAll(cx.dialogs.join(', '))].filter((e) => cx.shown(e) && !/-leave/.test(e.className));
  if (!open.length) return document.body ? [document.body] : [];
  const height = (e) => Number(getComputedStyle(e).zIndex) || 0;
  return [open.reduce((top, e) => (height(e) >= height(top) ? e : top))];
};

// Sections: for each element the headings above it, nearest first.
const HEADINGS = 'h1, h2, h3, h4, h5, h6, .el-divider__text, .ant-divider-inner-text, legend, .form-title, .section-title';
const rank = (e) => (/^H[1-6]$/.test(e.tagName) ? Number(e.tagName[1]) : 4);
const CONTROL_LIKE = 'input:not([type=hidden]), textarea, select';
const ownHeading = (e) => {
  for (const [box, head] of cx.sectionRules) {
    if (!e.matches(box)) continue;
    const title = [...e.querySelectorAll(head)].find((h) => h.closest(box) === e);
    if (title) return title;
  }
  return null;
};
const headingIn = (e) => (e.matches(HEADINGS) ? e : e.querySelector(CONTROL_LIKE) ? null : e.querySelector(HEADINGS));
cx.sectionsOf = (e, known) => {
  const parent = e.parentElement;
  if (!parent || e === document.body) return [];
  if (!known.has(e)) {
    const boxTitle = ownHeading(parent);
    const outer = [...(boxTitle ? [cx.tidy(cx.text(boxTitle))] : []), ...cx.sectionsOf(parent, known)];
    let stack = [];
    for (const child of parent.children) {
      known.set(child, [...stack.map((h) => h.text), ...outer]);
      const heading = headingIn(child);
      if (heading && heading !== boxTitle) {
        stack = [{ text: cx.tidy(cx.text(heading)), rank: rank(heading) }, ...stack.filter((h) => h.rank < rank(heading))];
      }
    }
  }
  return known.get(e);
};

// Labels: strong ones stand beside the control, weak ones (placeholders) inside it.
const plainText = (node) => (node.nodeType === 3 ? node.data : node.nodeType === 1 && !node.querySelector(CONTROL_LIKE) && !node.matches(CONTROL_LIKE) ? cx.text(node) : '');
// The titles of a table's columns: its head, or a first row of nothing but titles.
const headRow = (table) => {
  const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
  if (head) return head;
  const first = table.rows[0];
  return first && first.cells.length > 1 && [...first.cells].every((cell) => cell.tagName === 'TH') && table.rows.length > 1 ? first : null;
};
const cellLabel = (e) => {
  const cell = e.closest('td, th');
  if (!cell) return '';
  const table = cell.closest('table'), head = table && headRow(table);
  const title = head && !head.contains(cell) && head.cells.length > 1 && !cell.parentElement.querySelector('th') ? head.cells[cell.cellIndex] : null;
  if (title && cx.norm(cx.text(title))) return cx.text(title);
  for (let left = cell.previousElementSibling; left; left = left.previousElementSibling) {
    if (left.querySelector(CONTROL_LIKE)) break;
    if (cx.norm(cx.text(left))) return cx.text(left);
  }
  return '';
};
const besideLabel = (e) => {
  for (let at = e, up = 0; up < 3 && at && at.parentElement; at = at.parentElement, up++) {
    if (at.matches('dd') && at.previousElementSibling) return plainText(at.previousElementSibling);
    for (let left = at.previousSibling; left; left = left.previousSibling) {
      // The hidden original of a widget stands between the widget and its label.
      if (left.nodeType === 1 && left.matches(CONTROL_LIKE) && !cx.shown(left)) continue;
      if (left.nodeType === 1 && (left.matches(CONTROL_LIKE) || left.querySelector(CONTROL_LIKE) || left.matches(HEADINGS + ', br, hr'))) return '';
      const text = plainText(left);
      if (cx.norm(text)) return text;
    }
    if (at.parentElement.matches('form, body, td, th, fieldset, section')) break;
  }
  return '';
};
const nativeLabel = (control) => {
  const inner = control.input;
  if (control.nodes) return ''; // the labels of single radios and check boxes are their options
  const named = inner && inner.id && document.querySelector(`label[for="${CSS.escape(inner.id)}"]`);
  if (named) return cx.text(named);
  const wrap = control.element.closest('label');
  return wrap ? cx.text(wrap) : '';
};
const labelOf = (control) => {
  const { element } = control;
  for (const rule of cx.labelRules) {
    const label = rule(element);
    const text = typeof label === 'string' ? label : label ? cx.text(label) : '';
    if (cx.norm(text)) return text;
  }
  const aria = (e) => (e && (e.getAttribute('aria-label') || (document.getElementById(e.getAttribute('aria-labelledby') || '') || {}).textContent)) || '';
  for (const find of [() => nativeLabel(control), () => cellLabel(element), () => aria(control.input), () => besideLabel(element)]) {
    const text = find();
    if (cx.norm(text)) return text;
  }
  return control.nodes && control.nodes.length === 1 ? cx.text(control.nodes[0].closest('label') || control.nodes[0]) : '';
};

// Every control in the container, library widgets before the plain inputs they are made of.
cx.index = (rootCss) => {
  cx.calmScripts();
  cx.fresh3();
  const roots = cx.roots(rootCss);
  const claimed = new Set();
  const inside = (e) => { for (let at = e; at; at = at.parentElement) if (claimed.has(at)) return true; return false; };
  const panels = cx.panels.join(', ');
  const controls = [];
  const grouped = new Map();
  for (const driver of cx.drivers) {
    for (const root of roots) {
      for (const e of [...(root.matches(driver.css) ? [root] : []), ...root.querySelectorAll(driver.css)]) {
        if (inside(e) || (driver.accept && !driver.accept(e))) continue;
        const panel = panels && e.closest(panels);
        if (panel && !panel.contains(root)) continue;
        claimed.add(e);
        if (driver.claims) driver.claims(e).forEach((x) => claimed.add(x)); // the hidden originals that a library keeps beside its own
        const key = driver.group ? driver.group(e) : e;
        const group = driver.group && (grouped.get(driver) || grouped.set(driver, new Map()).get(driver));
        if (group && group.has(key)) { group.get(key).nodes.push(e); continue; }
        const element = driver.group && key instanceof Element ? key : e;
        const control = { driver, element, first: e, input: e.matches('input, textarea, select') ? e : e.querySelector('input:not([type=hidden]), textarea') };
        if (driver.begin) driver.begin(control);
        if (driver.group) { control.nodes = [e]; group.set(key, control); }
        controls.push(control);
      }
    }
  }
  controls.sort((a, b) => (a.first.compareDocumentPosition(b.first) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const known = new Map();
  for (const c of controls) {
    c.visible = (c.driver.shows ? c.driver.shows(c) : cx.shown(c.first)) || (c.nodes ? c.nodes.some(cx.shown) : false);
    c.label = labelOf(c);
    c.key = cx.norm(c.label);
    c.placeholder = c.driver.placeholder ? c.driver.placeholder(c) : (c.input && c.input.placeholder) || '';
    c.titles = cx.sectionsOf(c.first, known);
    c.sections = c.titles.map(cx.norm);
  }
  return { controls, roots, css: rootCss };
};

// The one control meant, or why there is none. `daterange` may be laid over two date inputs under one label, `cascader`
// over several selects; `#2` behind a label means the second control under it.
const SEVERAL_AS = {
  daterange: (hits) => hits.length === 2 && hits.every((c) => ['date', 'text'].includes(c.driver.kind)) && { driver: { ...cx.pairDriver, pause: hits[0].driver.pause, eachEnter: true }, pair: hits },
  cascader: (hits) => hits.every((c) => c.driver.kind === 'select') && { driver: cx.chainDriver, chain: hits },
};
cx.lookup = (index, order) => {
  const counted = /^(.+)#(\d+)$/.exec(order.label);
  const literal = counted && index.controls.some((c) => c.key === cx.norm(order.label));
  if (!counted || literal) return byLabel(index, order, 0);
  return byLabel(index, { ...order, label: counted[1] }, Number(counted[2]));
};
const byLabel = (index, order, number) => {
  const { section, label, kind } = order;
  const want = cx.norm(label), part = cx.norm(section);
  const depth = (c) => (part ? c.sections.indexOf(part) : 0);
  const match = (list, key) => {
    let hits = list.filter((c) => key(c) === want && depth(c) >= 0);
    // A hidden file input shares its label with the box that shows its name: each is meant by its own kind.
    const files = hits.filter((c) => (c.driver.kind === 'upload') === (kind === 'upload'));
    if (hits.length > 1 && files.length) hits = files;
    if (hits.length > 1 && part) { const near = Math.min(...hits.map(depth)); hits = hits.filter((c) => depth(c) === near); }
    return hits;
  };
  const visible = index.controls.filter((c) => c.visible);
  let hits = match(visible, (c) => c.key);
  // Words inside a cell that itself has a label: 联系人 | 姓名 □ 电话 □.
  if (!hits.length) hits = match(visible.filter((c) => c.first.closest('td')), (c) => cx.norm(besideLabel(c.element)));
  if (!hits.length) hits = match(visible, (c) => cx.norm(c.placeholder));
  if (hits.length === 1 && number < 2) return { control: hits[0] };
  if (number && hits.length) return hits[number - 1] ? { control: hits[number - 1] } : { trouble: `找不到（同名的只有 ${hits.length} 个）` };
  const together = hits.length > 1 && SEVERAL_AS[kind] && SEVERAL_AS[kind](hits);
  if (together) return { control: { ...hits[0], ...together, again: () => byLabel(cx.index(index.css), order, 0).control } };
  if (hits.length > 1) return { trouble: `找到多个（${hits.length} 个），不能确定填哪一个` };
  if (!index.roots.length) return { trouble: '找不到（所在区域未显示）' };
  if (match(index.controls, (c) => c.key).length) return { trouble: '找不到（页面上有同名控件，但未显示）' };
  return { trouble: '找不到' };
};

// What a page shows without a control, for fields that are only compared: the text beside a label; null: no such label,
// or several.
const STATIC_LABELS = '.el-form-item__label, .ant-form-item-label > label, .layui-form-label, .el-descriptions__label, .el-descriptions-item__label, .ant-descriptions-item-label, td, th, dt, label';
const besideStatic = (label) => {
  const item = cx.items.length ? label.closest(cx.items.join(', ')) : null, body = item && item.querySelector('.el-form-item__content, .ant-form-item-control');
  return body && !body.contains(label) ? body : label.nextElementSibling;
};
cx.staticText = (index, { section, label }) => {
  const want = cx.norm(label), part = cx.norm(section), known = new Map();
  const labels = index.roots.flatMap((root) => [...root.querySelectorAll(STATIC_LABELS)]).filter((e) => cx.norm(cx.text(e)) === want && cx.shown(e) && !e.querySelector(`td, ${CONTROL_LIKE}`) && (!part || cx.sectionsOf(e, known).map(cx.norm).includes(part)));
  const values = [...new Set(labels.map(besideStatic))].filter((e) => e && !e.querySelector(CONTROL_LIKE));
  return values.length === 1 ? cx.tidy(values[0].innerText) : null;
};
