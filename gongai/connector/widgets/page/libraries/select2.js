// Select2 4. The original select stays in the page, one pixel large, and is what is submitted; the widget behind it is
// told through its own instance, so that the page's select2:select and change handlers hear it. Its jQuery may be nobody's
// global: the instance is found on the element itself, where jQuery leaves its data.

import { allEntries, chooseOne, chooseSeveral, chooseTogether, pickFree } from '../choices.js';
import { all, fire, isOff, setNative } from '../events.js';
import { pickOne, tidy } from '../text.js';
import { rest, until } from '../wait.js';

/** @typedef {import('../types.js').Choice} Choice */
/** @typedef {import('../types.js').Control} Control */
/** @typedef {import('../types.js').Driver} Driver */
/** @typedef {import('../types.js').Vendor} Vendor */

const S2 = 'select.select2-hidden-accessible';
const s2Of = (select) => {
  for (const name of Object.keys(select)) {
    if (name.startsWith('jQuery') && select[name] && select[name].select2) return select[name].select2;
  }
  const { jQuery } = /** @type {Vendor} */ (window);
  return jQuery && jQuery(select).data ? jQuery(select).data('select2') || null : null;
};
const s2Box = (select) => (select.nextElementSibling && select.nextElementSibling.matches('.select2-container') ? select.nextElementSibling : null);
const s2Words = (select) => [...select.options].filter((o) => o.value !== '');
/** @param {Control} c @param {string} label */
const s2Option = (c, label) => pickFree(s2Words(c.element), label, (o) => o.text, isOff);
// What the box shows: without the placeholder and the crosses that take a choice away.
const s2Shown = (box, css) => all(box, css).map((e) => {
  const copy = e.cloneNode(true);
  copy.querySelectorAll('.select2-selection__clear, .select2-selection__placeholder, .select2-selection__choice__remove').forEach((x) => x.remove());
  return tidy(copy.textContent);
}).filter(Boolean);
const s2Open = () => document.querySelector('.select2-container--open .select2-results__options, .select2-dropdown .select2-results__options');
// While an answer is awaited, the rows of the one before still stand there: a click on them is lost.
const s2Rows = () => {
  const list = s2Open();
  return list && !list.querySelector('.loading-results') ? all(list, '.select2-results__option').filter((li) => !li.matches('.select2-results__message, .loading-results, [role=group]')) : [];
};
const s2Search = () => document.querySelector('.select2-dropdown .select2-search__field, .select2-container--open .select2-search__field');
const s2Press = (e, type) => fire(e, type, MouseEvent, { button: 0 });
const s2Show = (box) => {
  const face = box.querySelector('.select2-selection');
  if (!box.matches('.select2-container--open')) s2Press(face, face.matches('.select2-selection--multiple') ? 'click' : 'mousedown');
};
const s2Dead = (li) => li.matches('[aria-disabled=true], .select2-results__option--disabled');

/** @param {Control} c */
const s2Take = (c, option) => {
  const widget = s2Of(c.element), data = { id: option.value, text: option.text, element: option };
  if (widget) widget.trigger('select', { data });
  else { option.selected = true; fire(c.element, 'input'); fire(c.element, 'change'); }
};
/** @param {Control} c */
const s2Leave = (c, option) => {
  const widget = s2Of(c.element);
  if (widget && c.element.multiple) widget.trigger('unselect', { data: { id: option.value, text: option.text, element: option } });
  if (option.selected) { option.selected = false; fire(c.element, 'input'); fire(c.element, 'change'); }
};
/** @param {Control} c */
const s2Set = (c, wanted) => {
  if (!c.element.multiple) {
    if (wanted.length) s2Take(c, wanted[0]);
    else { c.element.value = ''; fire(c.element, 'input'); fire(c.element, 'change'); }
    return;
  }
  for (const option of [...c.element.selectedOptions]) if (!wanted.includes(option)) s2Leave(c, option);
  for (const option of wanted) if (!option.selected) s2Take(c, option);
};
/** @type {Choice} */
const list = { entry: s2Option, set: s2Set };
// Options that a server is asked for: opened, searched, and the one row that says exactly this.
/** @param {Control} c */
const asksServer = (c) => Boolean(s2Of(c.element) && s2Of(c.element).options.get('ajax'));
/** @type {Choice} */
const rows = {
  byLabel: true,
  patience: 2000,
  search: async (c, text) => {
    s2Show(s2Box(c.element));
    const field = await until(() => s2Search());
    if (field) { setNative(field, text); fire(field, 'input', InputEvent); }
  },
  entry: (_c, label) => pickFree(s2Rows(), label, (li) => li.textContent, s2Dead),
  take: (_c, row) => s2Press(row, 'mouseup'),
  held: (c) => [...c.element.selectedOptions].map((o) => o.text),
  drop: async (c, labels) => {
    for (const option of [...c.element.selectedOptions]) if (labels.includes(option.text)) s2Leave(c, option);
    await rest();
  },
};
/** @param {boolean} multiple @returns {Driver} */
const s2Driver = (multiple) => ({
  library: 'select2', kind: multiple ? 'multiselect' : 'select', css: S2,
  accept: (e) => e.multiple === multiple && Boolean(s2Box(e)),
  claims: (e) => [s2Box(e)],
  // By hand the search box of the open list is what is typed into.
  begin: (c) => { c.input = s2Box(c.element).matches('.select2-container--open') ? s2Search() || c.element : c.element; },
  enabled: (c) => !isOff(c.element),
  required: (c) => c.element.required,
  placeholder: (c) => c.element.dataset.placeholder || '',
  options: (c) => s2Words(c.element).map((o) => tidy(o.text)),
  state: (c) => {
    const held = [...c.element.selectedOptions].filter((o) => o.value !== '').map((o) => tidy(o.text));
    if (multiple) return { visible: s2Shown(s2Box(c.element), '.select2-selection__choice'), submitted: held };
    return { visible: s2Shown(s2Box(c.element), '.select2-selection__rendered')[0] ?? '', submitted: held[0] ?? '' };
  },
  now: (c, value, order) => {
    const wanted = allEntries(list, c, value);
    if (!wanted || (order.search && !wanted.length)) return false;
    s2Set(c, wanted);
    return true;
  },
  later: (c, value, order) => (asksServer(c) ? (c.element.multiple ? chooseSeveral(rows) : chooseOne(rows)) : chooseTogether(list))(c, value, order),
  opener: (c) => s2Box(c.element).querySelector('.select2-selection'),
  option: (c, label) => {
    s2Show(s2Box(c.element)); // a choice shuts the list; the next one needs it again
    const row = pickOne(s2Rows(), label, (li) => li.textContent);
    return row && !s2Dead(row) ? row : null;
  },
});

// By its own id: while the list is open, the field that is typed into is another one.
const s2Label = (e) => (e.matches(S2) && e.id ? document.querySelector(`label[for="${CSS.escape(e.id)}"]`) : null);

/** @type {import('../types.js').Library} */
export const select2 = {
  name: 'select2',
  drivers: [s2Driver(false), s2Driver(true)],
  labelRules: [s2Label],
  floats: ['.select2-dropdown'],
  panels: ['.select2-dropdown'],
};
