// Rich text: editors over an element that can be typed into, or over a document of their own in an iframe. Text goes in
// by the browser's own editing commands, which every editor follows, or by the editor's interface where it has one that
// announces the change. What counts is the HTML that is sent: the hidden textarea where there is one.

import { fire, isShown, setNative } from '../events.js';
import { listOf, paragraphs } from '../text.js';

/** @typedef {import('../types.js').Driver} Driver */
/** @typedef {import('../types.js').Vendor} Vendor */

const RICH = '.ql-container, .w-e-text-container, .tox-tinymce, .mce-tinymce, .cke, .ke-container, .edui-editor, .layui-layedit';
/** @type {Vendor} */
const page = window;
/** @param {Vendor} frame @returns {Vendor} */
const richBody = (frame) => { try { return frame.contentDocument && frame.contentDocument.body; } catch { return null; } };
/** @param {Vendor} e @returns {Vendor} */
const richArea = (e) => {
  if (e.matches('[contenteditable]')) return e;
  const own = e.querySelector('.ql-editor, .w-e-text, [contenteditable]'), frame = own ? null : e.querySelector('iframe');
  return own || (frame && richBody(frame));
};
const richOn = (area) => Boolean(area) && (area.isContentEditable || area.ownerDocument.designMode === 'on');
// The textarea an editor was put over: hidden, right beside it.
/** @param {Vendor} e @returns {Vendor} */
const richOriginal = (e) => [e.previousElementSibling, e.nextElementSibling].find((x) => x && x.tagName === 'TEXTAREA' && !isShown(x)) || e.querySelector('textarea[name]:not([class*=cke_source])');
/** @param {Vendor} e @returns {Vendor} */
const richTiny = (e) => (e.matches('.tox-tinymce, .mce-tinymce') && page.tinymce ? listOf(page.tinymce.get()).find((one) => one.getContainer() === e) || null : null);
/** @param {Vendor} e @returns {Vendor} */
const richUeditor = (e) => (e.matches('.edui-editor') && page.UE ? Object.values(page.UE.instants || {}).find((one) => one && one.container && one.container.contains(e)) || null : null);
const richWords = (html) => {
  const doc = new DOMParser().parseFromString(String(html ?? '').replace(/<br\s*\/?>|<\/(p|div|li|h[1-6]|tr|blockquote|pre)>/gi, '$&\n'), 'text/html');
  return paragraphs(doc.body.textContent).join('\n');
};
/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const richEscape = (text) => text.replace(/[&<>]/g, (sign) => ENTITIES[sign]);
const richHtml = (lines) => lines.map((line) => `<p>${richEscape(line)}</p>`).join('');

const richType = (area, lines) => {
  const doc = area.ownerDocument, view = doc.defaultView;
  area.focus();
  if (view !== window) {
    // A bare document has no paragraphs of its own to type into; its editor listens to the keys in it.
    area.innerHTML = richHtml(lines);
    for (const type of ['keydown', 'keyup', 'input']) area.dispatchEvent(new view.Event(type, { bubbles: true }));
  } else {
    doc.getSelection().selectAllChildren(area);
    doc.execCommand('delete');
    lines.forEach((line, i) => { if (i) doc.execCommand('insertParagraph'); doc.execCommand('insertText', false, line); });
  }
  area.blur();
};
/** @type {Driver} */
const richDriver = {
  library: 'richtext', kind: 'richtext', css: `${RICH}, [contenteditable=""], [contenteditable=true]`,
  accept: (e) => Boolean(richArea(e)),
  claims: (e) => [richOriginal(e)].filter(Boolean),
  begin: (c) => { c.input = null; },
  placeholder: (c) => richArea(c.element).dataset.placeholder || '',
  enabled: (c) => richOn(richArea(c.element)),
  readonly: (c) => !richOn(richArea(c.element)),
  state: (c) => {
    const area = richArea(c.element), tiny = richTiny(c.element), ue = richUeditor(c.element), original = richOriginal(c.element);
    const sent = original ? original.value : tiny ? tiny.getContent() : ue ? ue.getContent() : area.innerHTML;
    return { visible: richWords(area.innerHTML), submitted: richWords(sent) };
  },
  now: (c, value) => {
    const lines = paragraphs(value), tiny = richTiny(c.element), ue = richUeditor(c.element), original = richOriginal(c.element);
    if (tiny) { tiny.setContent(richHtml(lines)); tiny.undoManager.add(); if (tiny.dispatch) tiny.dispatch('change'); else tiny.fire('change'); tiny.save(); return true; }
    if (ue) { ue.setContent(richHtml(lines)); if (ue.sync) ue.sync(); return true; }
    const area = richArea(c.element);
    richType(area, lines);
    // Older editors copy their document into the textarea only when the page asks for it; it is what is sent.
    if (original && original.value !== area.innerHTML) { setNative(original, lines.length ? area.innerHTML : ''); fire(original, 'change'); }
    return true;
  },
  area: (c) => richArea(c.element),
};

/** @type {import('../types.js').Library} */
export const richtext = {
  name: 'richtext',
  drivers: [richDriver],
  panels: [
    '.ql-toolbar', '.ql-tooltip', '.w-e-toolbar', '.tox-editor-header', '.tox-tinymce-aux', '.cke_top', '.ke-toolbar', '.edui-editor-toolbarbox', '.layui-layedit-tool',
  ],
};
