// Plain HTML controls, and the dialogs of jQuery UI, artDialog and Bootstrap that old pages put them in. Last in the
// list: a library's widget claims the inputs it is made of first.

import { chooseTogether, pickFree, setTogether } from '../choices.js';
import { isoDate, notADayToChoose } from '../dates.js';
import { clickAll, fire, fireBlur, fireFocus, isOff, isShown, typeInto } from '../events.js';
import { byIndex, headRow } from '../grids.js';
import { boxOf, groupOf, tickAtOnce } from '../groups.js';
import { ownText, tidy } from '../text.js';
import { vueOf } from '../vue.js';

/** @typedef {import('../types.js').Boxes} Boxes */
/** @typedef {import('../types.js').Choice} Choice */
/** @typedef {import('../types.js').Control} Control */
/** @typedef {import('../types.js').Driver} Driver */
/** @typedef {import('../types.js').Vendor} Vendor */

const optionWords = (input) => {
  const label = input.closest('label') || (input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`));
  if (label) return tidy(ownText(label));
  const next = input.nextSibling;
  return tidy(next ? (next.nodeType === 3 ? next.data : ownText(next)) : input.value);
};

// A visible input without a name beside one named hidden input: the hidden one is what is sent.
const sent = (input) => {
  if (input.name || !input.form || vueOf(input) || input.closest('.el-input, .el-textarea')) return input;
  const hidden = input.parentElement.querySelectorAll('input[type=hidden][name]');
  const shown = input.parentElement.querySelectorAll('input:not([type=hidden])');
  return hidden.length === 1 && shown.length === 1 ? hidden[0] : input;
};
const kindOfInput = (e) => {
  if (e.tagName === 'TEXTAREA') return 'textarea';
  return e.type === 'number' ? 'number' : e.type === 'date' ? 'date' : 'text';
};

/** @param {string} css @param {string} kind @returns {Driver} */
const textDriver = (css, kind) => ({
  library: 'plain', kind, css,
  accept: (e) => kindOfInput(e) === kind,
  enabled: (c) => !isOff(c.input) && !c.input.readOnly,
  readonly: (c) => c.input.readOnly,
  state: (c) => ({ visible: c.input.value, submitted: sent(c.input).value }),
  now: (c, value) => {
    const text = kind === 'date' ? isoDate(value) : String(value), { min, max } = c.input;
    if (kind === 'date' && text && ((min && text < min) || (max && text > max))) notADayToChoose(value);
    typeInto(c.input, text);
    return true;
  },
});
const TYPED = 'input:not([type]), input[type=text], input[type=tel], input[type=email], input[type=search], input[type=url], input[type=number], input[type=date]';

/** @param {Control} c */
const words = (c) => [...c.element.selectedOptions].filter((o) => o.value !== '' || c.element.multiple).map((o) => tidy(o.text));
/** @type {Choice} */
const list = {
  open: (c) => { fireFocus(c.element); clickAll(c.element); },
  entry: (c, label) => pickFree([...c.element.options], label, (o) => o.text, isOff),
  set: (c, chosen) => {
    const options = [...c.element.options];
    fireFocus(c.element);
    if (c.element.multiple) options.forEach((o) => { o.selected = chosen.includes(o); });
    else if (chosen.length) c.element.selectedIndex = options.indexOf(chosen[0]);
    else c.element.value = '';
    fire(c.element, 'input');
    fire(c.element, 'change');
    fireBlur(c.element);
  },
};
/** @param {boolean} multiple @returns {Driver} */
const selectDriver = (multiple) => ({
  library: 'plain', kind: multiple ? 'multiselect' : 'select', css: 'select',
  accept: (e) => e.multiple === multiple,
  enabled: (c) => !isOff(c.element),
  placeholder: (c) => (c.element.options[0] && c.element.options[0].value === '' ? tidy(c.element.options[0].text) : ''),
  options: (c) => [...c.element.options].filter((o) => o.value !== '').map((o) => tidy(o.text)),
  state: (c) => { const w = words(c); return multiple ? { visible: w, submitted: w } : { visible: w[0] ?? '', submitted: w[0] ?? '' }; },
  now: setTogether(list),
  // Some pages load the options when the list is opened.
  later: chooseTogether(list),
});

const together = (type) => (e) => {
  const shared = e.name ? [...(e.form || document).querySelectorAll(`input[type=${type}]`)].filter((x) => x.name === e.name) : [e];
  let box = e.parentElement;
  while (box && !shared.every((x) => box.contains(x))) box = box.parentElement;
  if (box && box.tagName === 'LABEL') box = box.parentElement;
  return box || e.parentElement;
};
/** @type {import('../types.js').Grid} */
const grid = {
  css: 'table',
  columns: (t) => byIndex([...(headRow(t) || { cells: [] }).cells]),
  rows: (t) => [...t.tBodies].flatMap((body) => [...body.rows]).filter((tr) => tr !== headRow(t) && tr.querySelector('td') && isShown(tr)).map((tr) => [tr]),
};
/** @type {Boxes} */
const box = { words: optionWords, dead: isOff, on: (node) => node.checked, click: (node) => node.click() };
/** @type {Driver} */
const radio = {
  library: 'plain', kind: 'radio', css: 'input[type=radio]', ...groupOf(box), group: together('radio'),
  state: (c) => { const on = (c.nodes || []).find(box.on); const w = on ? optionWords(on) : ''; return { visible: w, submitted: w }; },
  now: (c, value) => { box.click(boxOf(box, c, String(value))); return true; },
};
/** @type {Driver} */
const checks = {
  library: 'plain', kind: 'checkbox', css: 'input[type=checkbox]', ...groupOf(box), group: together('checkbox'),
  state: (c) => { const w = (c.nodes || []).filter(box.on).map(optionWords); return { visible: w, submitted: w }; },
  now: tickAtOnce(box),
};

/** @type {import('../types.js').Library} */
export const plain = {
  name: 'plain',
  drivers: [textDriver(TYPED, 'text'), textDriver(TYPED, 'number'), textDriver(TYPED, 'date'), textDriver('textarea', 'textarea'), selectDriver(false), selectDriver(true), radio, checks],
  dialogs: ['dialog[open]', '.ui-dialog', '.aui_outer', '.modal.in', '.modal.show'],
  sectionRules: [['.ui-dialog', '.ui-dialog-title'], ['.aui_outer', '.aui_title'], ['.modal', '.modal-title']],
  toasts: ['[role=alert].toast'],
  masks: ['.blockUI.blockOverlay', '.loading-mask'],
  grids: [grid],
};
