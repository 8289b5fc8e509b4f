// Comboboxes of EasyUI, for one value and for several.

import { chooseTogether, notEmptied, pickFree, searchFor, setTogether } from '../../choices.js';
import { fireBlur, fireFocus, isShown } from '../../events.js';
import { listOf, tidy } from '../../text.js';
import { ez, ezBlank, ezCall, ezData, ezHidden, ezShown, ezTarget } from './base.js';

/** @typedef {import('../../types.js').Choice} Choice */
/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {Control} c */
const ezRows = (c) => ezCall(c, 'combobox', 'getData') || [];
/** @param {Control} c @param {string} which */
const ezField = (c, which) => ezCall(c, 'combobox', 'options')[which];
/** @param {Control} c */
const ezRowText = (c) => { const field = ezField(c, 'textField'); return (row) => String(row[field] ?? ''); };
/** @param {Control} c @param {string} label */
const ezRow = (c, label) => pickFree(ezRows(c).filter((r) => String(r[ezField(c, 'valueField')] ?? '') !== ''), label, ezRowText(c), (r) => r.disabled);
/** @param {Control} c */
const ezChosen = (c) => ezHidden(c).map((v) => { const row = ezRows(c).find((r) => String(r[ezField(c, 'valueField')]) === v); return row ? tidy(ezRowText(c)(row)) : v; });
/** @param {Control} c */
const ezClick = (c, row, on = true) => {
  const options = ezCall(c, 'combobox', 'options'), v = row[options.valueField];
  options.onClick.call(ezTarget(c.element), row);
  if (!options.multiple) ezCall(c, 'combobox', 'setValue', v);
  else ezCall(c, 'combobox', on ? 'select' : 'unselect', v);
};
/** @type {Choice} */
const list = {
  open: (c) => ezCall(c, 'combobox', 'showPanel'),
  close: (c) => ezCall(c, 'combobox', 'hidePanel'),
  entry: ezRow,
  // The query starts with a key and waits for the typing to end.
  search: async (c, text) => { fireFocus(c.input); await searchFor(c.input, text, { key: true }); },
  giveUp: (c) => ezCall(c, 'combobox', 'clear'),
  set: (c, rows) => {
    const options = ezCall(c, 'combobox', 'options');
    if (!options.multiple) { ezClick(c, rows[0]); return; }
    const held = ezHidden(c), key = (r) => String(r[options.valueField]), goal = new Set(rows.map(key));
    for (const row of ezRows(c)) if (held.includes(key(row)) && !goal.has(key(row))) ezClick(c, row, false);
    for (const row of rows) if (!held.includes(key(row))) ezClick(c, row);
  },
};
const ezSelect = (kind, multiple) => ez(kind, 'combobox', {
  accept: (e) => Boolean(ezData(e, 'combobox')) && Boolean(ezData(e, 'combobox').options.multiple) === multiple,
  options: (c) => ezRows(c).map(ezRowText(c)).map(tidy),
  state: (c) => {
    const chosen = ezChosen(c);
    return multiple ? { visible: ezShown(c, 'combobox').split(ezField(c, 'separator')).map(tidy).filter(Boolean), submitted: chosen } : { visible: ezShown(c, 'combobox'), submitted: chosen[0] ?? '' };
  },
  now: (c, value, order) => {
    const options = ezCall(c, 'combobox', 'options'), labels = listOf(value);
    if (!labels.length) {
      const empty = ezRows(c).some((r) => String(r[options.valueField] ?? '') === '');
      if (!options.editable && !empty && !multiple) notEmptied();
      ezCall(c, 'combobox', 'clear');
      return true;
    }
    // A page that listens for the opening may fill or change the list then: open it as a person would.
    if (order.search || !ezBlank(options.onShowPanel)) return false;
    return setTogether(list)(c, value);
  },
  later: async (c, value, order) => {
    await chooseTogether(list)(c, value, order);
    if (order.search) fireBlur(c.input);
  },
  option: (c, label) => {
    const row = ezRow(c, label), options = ezCall(c, 'combobox', 'options');
    const item = row && options.finder.getEl(ezTarget(c.element), row[options.valueField])[0];
    return item && isShown(item) ? item : null;
  },
});
export const selects = [ezSelect('select', false), ezSelect('multiselect', true)];
