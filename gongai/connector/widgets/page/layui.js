// layui 2. The original select, radio or check box stays in the page, hidden, and is what is submitted; what a person
// sees stands right behind it and can be clicked without being open: no drop-down is ever drawn.
const layLabel = (e) => {
  for (let at = e; at && !at.matches('form, body, .layui-form'); at = at.parentElement) {
    for (let left = at.previousElementSibling; left; left = left.previousElementSibling) {
      if (left.matches('.layui-form-label')) return left;
    }
    if (at.matches('.layui-form-item')) break;
  }
  return null;
};
// A table's head is a table of its own; cell and head share a field.
const layColumn = (e) => {
  const cell = e.closest('.layui-table-view td[data-field]');
  return cell ? cell.closest('.layui-table-view').querySelector(`.layui-table-header th[data-field="${CSS.escape(cell.dataset.field)}"] span`) : null;
};
cx.labelRules.push(layColumn, layLabel);
cx.items.push('.layui-form-item');
cx.required.push('[lay-verify*=required]');
cx.sectionRules.push(
  ['.layui-card', '.layui-card-header'], ['.layui-elem-field', 'legend'], ['.layui-colla-item', '.layui-colla-title'], ['.layui-layer', '.layui-layer-title'],
);
cx.dialogs.push('.layui-layer-page');
cx.floats.push('.layui-form-selected > dl', '.layui-select-panel-wrap > dl', '.layui-laydate:not(.layui-laydate-static)');
cx.panels.push('.layui-laydate', '.layui-select-panel-wrap', '.layui-layer-dialog', '.layui-laypage', '.layui-table-tool', '.layui-tree', '.layui-transfer');

const layOriginal = (box) => box.previousElementSibling;
const layWords = (select) => [...select.options].filter((o) => o.value !== '');
const lay = (kind, css, rest) => ({ library: 'layui', kind, css, claims: (e) => [layOriginal(e)], ...rest });
const layIsOriginal = (e, css) => Boolean(layOriginal(e) && layOriginal(e).matches(css));

// Select: a click on the hidden entry does what a click on the shown one does -------------------------------------
const layEntries = (box) => {
  const inside = box.querySelectorAll('dl dd');
  if (inside.length || !window.layui || !window.layui.$) return [...inside];
  // lay-append-to="body": the list is kept beside the widget's data until it is shown.
  const kept = Object.values(window.layui.$(box).data() || {}).find((x) => x && x.jquery && x.find('dd').length);
  return kept ? kept.find('dd').get() : [];
};
const layEntry = (c, label) => {
  const box = c.element, select = layOriginal(box);
  const option = cx.pick(layWords(select), label, (o) => o.text);
  if (!option) return null;
  if (option.disabled) cx.fail(`选项不可选：${label}`);
  return layEntries(box).find((dd) => dd.getAttribute('lay-value') === option.value && cx.norm(dd.textContent) === cx.norm(option.text)) || null;
};
cx.drivers.push(lay('select', '.layui-form-select', {
  accept: (e) => layIsOriginal(e, 'select'),
  enabled: (c) => !layOriginal(c.element).disabled,
  required: (c) => layOriginal(c.element).matches('[lay-verify*=required]'),
  options: (c) => layWords(layOriginal(c.element)).map((o) => cx.tidy(o.text)),
  state: (c) => {
    const option = layOriginal(c.element).selectedOptions[0];
    return { visible: c.input.value, submitted: option && option.value !== '' ? cx.tidy(option.text) : '' };
  },
  now: (c, value) => {
    const entry = value === '' ? layEntries(c.element).find((dd) => !dd.getAttribute('lay-value')) || cx.fail('不能清空') : layEntry(c, value);
    if (!entry) return false;
    entry.click();
    return true;
  },
  // The list may still be on its way: the widget is drawn anew when it has come.
  later: async (c, value) => {
    const select = layOriginal(c.element);
    const fresh = () => {
      const box = select.isConnected ? select.nextElementSibling : null;
      return box && box.matches('.layui-form-select') && layEntry({ element: box }, value);
    };
    const entry = await cx.until(fresh);
    if (!entry) cx.fail(`选项中没有：${value}`);
    entry.click();
  },
  opener: (c) => c.element.querySelector('.layui-select-title'),
  option: (c, label) => { const dd = layEntry(c, label); return dd && cx.shown(dd) ? dd : null; },
}));

// Radio, check box, switch -----------------------------------------------------------------------------------------
const layText = (box) => cx.tidy((box.querySelector(':scope > div, :scope > span') || box).textContent) || cx.tidy(layOriginal(box).title);
const layPlace = (e) => e.closest('.layui-input-block, .layui-input-inline, .layui-inline, td, .layui-form-item') || e.parentElement;
// Radios share a name; the boxes of one field often have a name each, and share their place.
const layRadios = (e) => {
  const own = layOriginal(e), place = layPlace(e);
  const same = [...place.querySelectorAll('input[type=radio]')].filter((x) => x.name === own.name);
  return [...place.querySelectorAll('input[type=radio]')].every((x) => same.includes(x)) ? place : same[0];
};
const layFind = (c, label) => {
  const node = cx.pick(c.nodes, label, layText);
  if (!node) cx.fail(`选项中没有：${label}`);
  if (layOriginal(node).disabled) cx.fail(`选项不可选：${label}`);
  return node;
};
const layGroup = {
  enabled: (c) => c.nodes.some((n) => !layOriginal(n).disabled),
  required: (c) => c.nodes.some((n) => layOriginal(n).matches('[lay-verify*=required], [lay-verify*=otherReq]')),
  options: (c) => c.nodes.map(layText),
  placeholder: () => '',
  option: (c, label) => cx.pick(c.nodes, label, layText),
};
cx.drivers.push(lay('radio', '.layui-form-radio', {
  ...layGroup,
  accept: (e) => layIsOriginal(e, 'input[type=radio]'),
  group: layRadios,
  state: (c) => {
    const drawn = c.nodes.find((n) => n.classList.contains('layui-form-radioed')), held = c.nodes.find((n) => layOriginal(n).checked);
    return { visible: drawn ? layText(drawn) : '', submitted: held ? layText(held) : '' };
  },
  now: (c, value) => { layFind(c, value).click(); return true; },
}), lay('checkbox', '.layui-form-checkbox', {
  ...layGroup,
  accept: (e) => layIsOriginal(e, 'input[type=checkbox]') && !e.closest('th, .layui-table-view .laytable-cell-checkbox'),
  group: layPlace,
  state: (c) => ({
    visible: c.nodes.filter((n) => n.classList.contains('layui-form-checked')).map(layText),
    submitted: c.nodes.filter((n) => layOriginal(n).checked).map(layText),
  }),
  now: (c, value) => {
    const wanted = new Set(cx.list(value).map((label) => layFind(c, label)));
    const wrong = c.nodes.filter((n) => layOriginal(n).checked !== wanted.has(n));
    const stuck = wrong.find((n) => layOriginal(n).disabled);
    if (stuck) cx.fail(`选项不可选：${layText(stuck)}`);
    wrong.forEach((n) => n.click());
    return true;
  },
}), lay('switch', '.layui-form-switch', {
  accept: (e) => layIsOriginal(e, 'input[type=checkbox]'),
  enabled: (c) => !layOriginal(c.element).disabled,
  placeholder: () => '',
  options: (c) => {
    const [on, no] = (layOriginal(c.element).title || layOriginal(c.element).getAttribute('lay-text') || '').split('|');
    return [on || '是', no || '否'];
  },
  state: (c) => {
    const [on, no] = c.driver.options(c);
    return { visible: c.element.classList.contains('layui-form-onswitch') ? on : no, submitted: layOriginal(c.element).checked ? on : no };
  },
  now: (c, value) => { if (cx.yes(value, c.driver.options(c)) !== layOriginal(c.element).checked) c.element.click(); return true; },
  opener: (c) => c.element,
}));

// A cell of a table that turns into an input when it is clicked; what is sent stands in the table's own data.
const layCellData = (td) => {
  const view = td.closest('.layui-table-view'), id = view.getAttribute('lay-table-id') || view.getAttribute('lay-id');
  const rows = window.layui && window.layui.table && window.layui.table.cache[id];
  return (rows && rows[td.closest('tr').dataset.index]) || {};
};
const layOpen = (td) => { if (!td.querySelector('.layui-table-edit')) td.click(); return td.querySelector('.layui-table-edit'); };
cx.drivers.push({
  library: 'layui', kind: 'text', css: '.layui-table-view td[data-edit]',
  accept: (e) => !['', 'false'].includes(e.dataset.edit) && !e.querySelector('input:not(.layui-table-edit), select, textarea:not(.layui-table-edit)'),
  enabled: () => true,
  state: (c) => ({ visible: cx.tidy((c.element.querySelector('.layui-table-edit') || {}).value ?? c.element.innerText), submitted: String(layCellData(c.element)[c.element.dataset.field] ?? '') }),
  now: (c, value) => {
    const box = layOpen(c.element);
    if (!box) return cx.fail('已禁用');
    box.value = String(value);
    cx.fire(box, 'change');
    box.blur();
    if (box.isConnected) cx.fire(box, 'blur', FocusEvent, { bubbles: false });
    return true;
  },
  entry: (c) => layOpen(c.element),
});

// Date: put into the closed field, parsed when its panel opens, taken over by the panel's own button -----------------
const layConfig = (c) => {
  const id = c.element.getAttribute('lay-laydate-id');
  const one = id && window.layui && window.layui.laydate && window.layui.laydate.getInst && window.layui.laydate.getInst(id);
  return (one && one.config) || {};
};
const laySplit = (c) => { const range = layConfig(c).range; return typeof range === 'string' ? range : '-'; };
const layInputs = (c) => (c.element.matches('input') ? [c.element] : [...c.element.querySelectorAll('input:not([type=hidden])')]);
const layRanged = (e) => !e.matches('input') || Boolean(layConfig({ element: e }).range);
const SHAPE = { year: 'yyyy', month: 'yyyy-MM', date: 'yyyy-MM-dd', datetime: 'yyyy-MM-dd HH:mm:ss' };
const layFormat = (c) => (layConfig(c).format || SHAPE[layConfig(c).type] || SHAPE.date).replace(/y/g, 'Y').replace(/d/g, 'D');
const layWrite = (c, text) => cx.writeDate(cx.localDate(text) || cx.fail(`不是日期：${text}`), layFormat(c));
// A page with 甲 - 乙 in one field: the separator stands between blanks, the date's own strokes do not.
const layHeld = (c) => {
  const inputs = layInputs(c), whole = inputs.map((i) => i.value).filter(Boolean);
  const texts = inputs.length === 1 && layRanged(c.element) ? whole.flatMap((text) => text.split(` ${laySplit(c)} `)) : whole;
  return texts.map((text) => cx.readDate(text, layFormat(c)));
};
const layPanel = (c) => document.getElementById(`layui-laydate${c.element.getAttribute('lay-key')}`);
const layPress = (c, button) => {
  const trigger = layConfig(c).trigger || 'click';
  // One panel for all fields: what is still open belongs to another.
  cx.fire(document.body, 'mousedown', MouseEvent);
  cx.fire(c.element, trigger, trigger === 'focus' ? FocusEvent : MouseEvent);
  if (!layPanel(c)) cx.fire(c.element, 'focus', FocusEvent, { bubbles: false });
  const panel = layPanel(c);
  const press = panel && panel.querySelector(button);
  const done = Boolean(press) && !press.classList.contains('laydate-disabled');
  if (done) press.click();
  cx.fire(document.body, 'mousedown', MouseEvent);
  return done;
};
const laySet = (c, wanted) => {
  const inputs = layInputs(c);
  if (!wanted.length) {
    if (!layPress(c, '.laydate-btns-clear')) { inputs.forEach((i) => cx.setNative(i, '')); if (!layPress(c, '.laydate-btns-confirm')) cx.fail('不能清空'); }
    return true;
  }
  const texts = wanted.map((text) => layWrite(c, text)), before = inputs.map((i) => i.value);
  const { min, max } = layConfig(c);
  const plain = (x) => x && typeof x === 'object' && new Date(x.year, x.month, x.date);
  const shut = wanted.find((text) => { const d = cx.localDate(text); return (plain(min) && d < plain(min)) || (plain(max) && d > new Date(max.year, max.month, max.date, 23, 59, 59)); });
  if (shut) cx.fail(`日期不可选：${shut}`);
  if (inputs.length === 1) cx.setNative(inputs[0], texts.join(` ${laySplit(c)} `));
  else inputs.forEach((input, i) => cx.setNative(input, texts[i]));
  if (layPress(c, '.laydate-btns-confirm')) return true;
  inputs.forEach((input, i) => cx.setNative(input, before[i]));
  return cx.fail(`日期不可选：${wanted.join('、')}`);
};
const layDate = {
  library: 'layui', css: '[lay-key]',
  enabled: (c) => layInputs(c).every((i) => !off(i)),
  // A range in one field is typed as one text.
  typed: (c, value) => { const texts = cx.list(value).map((text) => layWrite(c, text)); return c.element.matches('input') ? [texts.join(` ${laySplit(c)} `)] : texts; },
  confirm: (c) => { const panel = layPanel(c); return panel && cx.shown(panel) ? panel.querySelector('.laydate-btns-confirm') : null; },
};
cx.drivers.push(...['date', 'year'].map((kind) => ({
  ...layDate, kind,
  accept: (e) => !layRanged(e) && (layConfig({ element: e }).type === 'year') === (kind === 'year'),
  state: (c) => ({ visible: c.input.value, submitted: layHeld(c)[0] ?? '' }),
  now: (c, value) => laySet(c, cx.list(value)),
})), {
  ...layDate, kind: 'daterange',
  accept: (e) => layRanged(e) && layInputs({ element: e }).length > 0,
  state: (c) => { const held = layHeld(c); return { visible: held, submitted: held }; },
  now: (c, value) => {
    if (cx.list(value).length === 1) cx.fail('日期范围需要起止两个日期');
    return laySet(c, cx.list(value));
  },
});

// Tree of check boxes ------------------------------------------------------------------------------------------------
const layBox = (set) => set.querySelector(':scope > .layui-tree-entry input[type=checkbox]');
cx.trees.push({
  css: '.layui-tree',
  nodes: (tree) => [...tree.querySelectorAll('.layui-tree-set')].filter(layBox),
  label: (set) => cx.tidy(set.querySelector('.layui-tree-txt').textContent),
  checked: (set) => layBox(set).checked,
  leaf: (set) => !set.querySelector('.layui-tree-set'),
  disabled: (set) => layBox(set).disabled,
  draw: (tree, set) => {
    for (let up = set.parentElement.closest('.layui-tree-set'); up; up = up.parentElement.closest('.layui-tree-set')) {
      if (!up.classList.contains('layui-tree-spread')) up.querySelector(':scope > .layui-tree-entry .layui-tree-iconClick').click();
    }
    return set;
  },
  box: (set) => set.querySelector(':scope > .layui-tree-entry .layui-form-checkbox'),
  click: (set) => set.querySelector(':scope > .layui-tree-entry .layui-form-checkbox').click(),
});
