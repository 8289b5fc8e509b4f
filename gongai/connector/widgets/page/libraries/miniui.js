// miniUI, known from its documented markup and component methods only: no package of it can be had. Every control has
// an element of class mini-<kind> and is found by mini.get; a value that is set is announced with doValueChanged.

import { chooseTogether, everyNode, pickFree, setTogether } from '../choices.js';
import { dayOf, dayText, isoDate, localDate, notADayToChoose } from '../dates.js';
import { meansYes } from '../text.js';

/** @typedef {import('../types.js').Choice} Choice */
/** @typedef {import('../types.js').Control} Control */
/** @typedef {import('../types.js').Driver} Driver */
/** @typedef {import('../types.js').Vendor} Vendor */

/** @param {Vendor} e @returns {Vendor} */
const miniOf = (e) => {
  const page = /** @type {Vendor} */ (window), found = page.mini && page.mini.get ? page.mini.get(e.id ? e.id : e) : null;
  return found && typeof found.getValue === 'function' ? found : null;
};
const miniRows = (control) => (control.getData ? control.getData() || [] : []);
const miniText = (control) => (row) => String(row[control.textField || 'text'] ?? '');
const miniId = (control, row) => String(row[control.valueField || 'id'] ?? '');
const inParts = (text) => String(text ?? '').split(',').filter(Boolean);
const miniLabels = (control) => inParts(control.getValue()).map((v) => {
  const row = miniRows(control).find((r) => miniId(control, r) === v);
  return row ? miniText(control)(row) : v;
});
const miniPut = (control, value) => { control.setValue(value); if (control.doValueChanged) control.doValueChanged(); return true; };
/**
 * @param {string} kind @param {string} css
 * @param {Pick<Driver, 'state' | 'now'> & Partial<Driver>} own
 * @returns {Driver}
 */
const mini = (kind, css, own) => ({
  library: 'miniui', kind, css,
  accept: (e) => Boolean(miniOf(e)),
  readonly: (c) => { const m = miniOf(c.element); return Boolean(m.isReadOnly ? m.isReadOnly() : m.readOnly); },
  enabled: (c) => { const m = miniOf(c.element); return !(m.isReadOnly ? m.isReadOnly() : m.readOnly) && (m.isEnabled ? m.isEnabled() : m.enabled !== false); },
  required: (c) => Boolean(miniOf(c.element).required),
  ...own,
});
// A list or a tree: the component is told the ids of what is chosen.
/** @param {(m: Vendor) => Vendor[]} rowsOf @returns {Choice} */
const miniList = (rowsOf) => ({
  open: (c) => { const m = miniOf(c.element); if (m.showPopup) m.showPopup(); },
  close: (c) => { const m = miniOf(c.element); if (m.hidePopup) m.hidePopup(); },
  entry: (c, label) => { const m = miniOf(c.element); return pickFree(rowsOf(m), label, miniText(m), (row) => row.enabled === false || row.disabled); },
  set: (c, rows) => { const m = miniOf(c.element); miniPut(m, rows.map((row) => miniId(m, row)).join(',')); },
});
const rowsList = miniList(miniRows);
/** @param {string} kind @param {string} css @param {boolean} [many] */
const miniChoice = (kind, css, many) => mini(kind, css, {
  accept: (e) => Boolean(miniOf(e)) && (many === undefined || Boolean(miniOf(e).multiSelect) === many),
  options: (c) => miniRows(miniOf(c.element)).map(miniText(miniOf(c.element))),
  placeholder: () => '',
  state: (c) => {
    const m = miniOf(c.element), held = miniLabels(m), shown = m.getText ? String(m.getText() ?? '').split(',').filter(Boolean) : held;
    return ['select', 'radio'].includes(kind) ? { visible: shown[0] ?? '', submitted: held[0] ?? '' } : { visible: shown, submitted: held };
  },
  now: (c, value, order) => !order.search && setTogether(rowsList)(c, value),
  later: chooseTogether(rowsList),
});
// Nodes inside nodes, or a flat list in which each names its parent.
const miniNodes = (m) => everyNode(miniRows(m), (n) => n[m.nodesField || 'children']);
const miniLeaves = (m) => {
  const nodes = miniNodes(m), parents = new Set(nodes.map((n) => n[m.parentField || 'pid']));
  return nodes.filter((n) => !(n[m.nodesField || 'children'] || []).length && !parents.has(n[m.valueField || 'id']));
};
const leavesList = miniList(miniLeaves);
/** @param {string} kind @param {string} css */
const miniPlain = (kind, css) => mini(kind, css, {
  state: (c) => { const held = miniOf(c.element).getValue(); return { visible: c.input ? c.input.value : String(held ?? ''), submitted: String(held ?? '') }; },
  now: (c, value) => miniPut(miniOf(c.element), String(value)),
});

/** @type {import('../types.js').Library} */
export const miniui = {
  name: 'miniui',
  drivers: [
    miniChoice('select', '.mini-combobox', false), miniChoice('multiselect', '.mini-combobox', true), miniChoice('radio', '.mini-radiobuttonlist'), miniChoice('checkbox', '.mini-checkboxlist'),
    mini('date', '.mini-datepicker', {
      state: (c) => {
        const m = miniOf(c.element), held = m.getValue();
        const sent = m.getFormValue ? isoDate(m.getFormValue()) : held instanceof Date ? dayText(held, 'date') : isoDate(held);
        return { visible: c.input ? isoDate(c.input.value) : sent, submitted: sent };
      },
      now: (c, value) => {
        const m = miniOf(c.element), day = value === '' ? '' : dayOf(value);
        const edge = (limit) => (limit instanceof Date ? limit : limit ? localDate(limit) : null);
        const first = edge(m.minDate), last = edge(m.maxDate);
        if (day && ((first && day < first) || (last && day > last))) notADayToChoose(value);
        return miniPut(m, day);
      },
    }),
    mini('tree', '.mini-treeselect', {
      options: (c) => miniLeaves(miniOf(c.element)).map(miniText(miniOf(c.element))),
      placeholder: () => '',
      state: (c) => {
        const m = miniOf(c.element), leaves = miniLeaves(m);
        // A parent is sent with its children; only leaves are what was chosen.
        const held = String(m.getValue() ?? '').split(',').filter(Boolean), ids = miniNodes(m).map((n) => miniId(m, n));
        const known = (id) => leaves.find((n) => miniId(m, n) === id);
        const chosen = held.filter((id) => known(id) || !ids.includes(id));
        return { visible: m.getText ? inParts(m.getText()) : held, submitted: chosen.map((id) => (known(id) ? miniText(m)(known(id)) : id)) };
      },
      now: setTogether(leavesList),
      later: chooseTogether(leavesList),
    }),
    mini('switch', '.mini-checkbox', {
      placeholder: () => '',
      options: () => ['是', '否'],
      state: (c) => {
        const m = miniOf(c.element), on = m.getChecked ? m.getChecked() : String(m.getValue()) === String(m.trueValue ?? 'true');
        return { visible: on ? '是' : '否', submitted: on ? '是' : '否' };
      },
      now: (c, value) => {
        const m = miniOf(c.element), on = meansYes(value, ['是', '否']);
        if (m.setChecked) m.setChecked(on); else m.setValue(on ? m.trueValue ?? 'true' : m.falseValue ?? 'false');
        if (m.doValueChanged) m.doValueChanged();
        return true;
      },
    }),
    miniPlain('number', '.mini-spinner'), miniPlain('textarea', '.mini-textarea'), miniPlain('text', '.mini-textbox'),
  ],
  dialogs: ['.mini-window:not(.mini-messagebox)'],
  floats: ['.mini-popup'],
  panels: ['.mini-popup', '.mini-pager', '.mini-messagebox', '.mini-calendar'],
  sectionRules: [['.mini-panel', '.mini-panel-title']],
  deadButtons: ['.mini-disabled'],
};
