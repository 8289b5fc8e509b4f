// The namespace every other file in this folder adds to, and the few words they all use.
// A driver module registers itself with cx.drivers.push({...}); nothing else has to change for a new library.
//   drivers       what a control is, how it is set and read        panels    what floats: controls in it belong to a widget
//   labelRules    element -> its label element                     floats    floating panels that can be left open
//   sectionRules  [box css, css of the title in it]                dialogs   what hides the page under it
//   required      css of what marks a field as required            shutters  how what was left open is shut for good
//   trees         adapters for trees of check boxes                items     the box around one field and its label
const cx = (window.__gongai = {
  drivers: [], panels: [], labelRules: [], sectionRules: [], floats: [], dialogs: ['dialog[open]'], required: [], shutters: [], trees: [], items: [],
});

// NFKC folds full-width brackets, colons and ㎡; a star or a trailing question mark is decoration.
cx.norm = (text) => String(text ?? '').normalize('NFKC').replace(/[\s\u200b*:]/g, '').replace(/[?!]+$/, '');
cx.tidy = (text) => String(text ?? '').replace(/[\s\u00a0]+/g, ' ').replace(/^[\s*＊]+|[\s*＊:：]+$/g, '').trim();
cx.shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
cx.vue = (e) => e && e.__vue__;

// A reason that a person reads; anything else thrown by a driver is "could not be done this way".
cx.Trouble = class extends Error {};
cx.fail = (why) => { throw new cx.Trouble(why); };

cx.sleep = (ms) => new Promise((done) => setTimeout(done, ms));
// A macrotask without the 4 ms floor of setTimeout: lets Vue flush.
cx.tick = () => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); done(); };
  channel.port2.postMessage(0);
});

// Waits for a truthy answer. Patience counts only while the page is idle: a slow answer from the portal
// is waited for (up to the budget of the pass), an option that will never come is given up soon.
cx.until = async (ask, patience = cx.patience) => {
  let idleSince = performance.now();
  for (let turn = 0; ; turn++) {
    const answer = ask();
    if (answer) return answer;
    const now = performance.now();
    if (cx.busy()) idleSince = now;
    if (now - idleSince > patience || now > cx.deadline) return null;
    await (turn < 8 ? cx.tick() : cx.sleep(8));
  }
};
cx.patience = 700;
cx.deadline = Infinity;

cx.fire = (e, type, Kind = Event, extra = {}) =>
  e.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, view: Kind === Event ? undefined : window, ...extra }));
cx.key = (e, key, keyCode) => {
  for (const type of ['keydown', 'keypress', 'keyup']) cx.fire(e, type, KeyboardEvent, { key, code: key, keyCode, which: keyCode });
};
cx.focus = (e) => { cx.fire(e, 'focus', FocusEvent, { bubbles: false }); cx.fire(e, 'focusin', FocusEvent); };
cx.blur = (e) => { cx.fire(e, 'blur', FocusEvent, { bubbles: false }); cx.fire(e, 'focusout', FocusEvent); };
// The prototype's setter: frameworks put their own `value` property on the element itself.
cx.setNative = (e, value) => {
  const proto = e instanceof HTMLTextAreaElement ? HTMLTextAreaElement : e instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(proto.prototype, 'value').set.call(e, value);
};
cx.type = (e, text) => {
  cx.focus(e);
  cx.setNative(e, text);
  cx.fire(e, 'input', InputEvent, { inputType: 'insertText', data: text });
  cx.key(e, 'End', 35);
  cx.fire(e, 'change');
  cx.blur(e);
};
cx.clickOutside = () => {
  for (const type of ['mousedown', 'mouseup', 'click']) cx.fire(document.body, type, MouseEvent, { button: 0 });
};

// Values ------------------------------------------------------------------------------------------------
cx.list = (value) => (Array.isArray(value) ? value : value === '' || value == null ? [] : [value]);
cx.two = (n) => String(n).padStart(2, '0');
cx.dateText = (d) => `${d.getFullYear()}-${cx.two(d.getMonth() + 1)}-${cx.two(d.getDate())}`;
cx.isoDate = (text) => {
  const t = String(text ?? '').trim();
  const m = /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)(.*)$/.exec(t) || /^(\d{4})(\d{2})(\d{2})()$/.exec(t);
  if (!m) return t;
  const clock = m[4].replace(/^[日T\s]+/, '').replace(/^00:00(:00)?$/, '');
  return `${m[1]}-${cx.two(m[2])}-${cx.two(m[3])}${clock ? ' ' + clock : ''}`;
};
cx.localDate = (iso) => {
  const m = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(cx.isoish(iso));
  return m ? new Date(+m[1], +(m[2] || 1) - 1, +(m[3] || 1), +(m[4] || 0), +(m[5] || 0), +(m[6] || 0)) : null;
};
cx.isoish = (text) => String(text ?? '').trim().replace(/[./年月]/g, '-').replace(/日/g, '');
// Dates in a page's own format, with the letters of dayjs (others are translated into these first).
const TOKENS = /YYYY|Y|MM|M|DD|D|HH|H|mm|m|ss|s/g;
cx.writeDate = (d, format) => {
  const part = { Y: d.getFullYear(), M: d.getMonth() + 1, D: d.getDate(), H: d.getHours(), m: d.getMinutes(), s: d.getSeconds() };
  return format.replace(TOKENS, (word) => String(part[word[0]]).padStart(word.length, '0'));
};
cx.readDate = (text, format) => {
  const names = [], pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(TOKENS, (word) => { names.push(word[0]); return word === 'YYYY' ? '(\\d{4})' : word.length === 2 ? '(\\d{2})' : '(\\d{1,4})'; });
  const found = new RegExp(`^${pattern}$`).exec(String(text ?? '').trim());
  if (!found) return String(text ?? '');
  const part = Object.fromEntries(names.map((name, i) => [name, cx.two(found[i + 1])]));
  const day = [part.Y, part.M, part.D].filter(Boolean).join('-');
  return part.H === undefined ? day : cx.isoDate(`${day} ${part.H}:${part.m ?? '00'}:${part.s ?? '00'}`);
};
// A day of the calendar, cut to what the picker is about.
const LENGTH = { year: 4, month: 7, date: 10 };
cx.dayText = (d, type) => {
  const whole = cx.isoDate(`${cx.dateText(d)} ${cx.two(d.getHours())}:${cx.two(d.getMinutes())}:${cx.two(d.getSeconds())}`);
  return LENGTH[type] ? whole.slice(0, LENGTH[type]) : whole;
};
cx.yes = (value, words) => {
  const v = cx.norm(value).toLowerCase();
  if (v === cx.norm(words[0]).toLowerCase()) return true;
  if (v === cx.norm(words[1]).toLowerCase()) return false;
  if (['是', '开', '开启', '启用', 'on', 'true', '1', 'yes'].includes(v)) return true;
  if (['否', '关', '关闭', '停用', 'off', 'false', '0', 'no', ''].includes(v)) return false;
  return cx.fail(`选项中没有：${value}`);
};

// Do the page's value and the ordered one mean the same? Only used to spare work and to decide on a second try:
// the verdict that counts is made outside the page.
cx.same = (kind, want, got) => {
  if (got == null) return false;
  if (kind === 'multiselect' || kind === 'checkbox' || kind === 'tree') {
    const a = cx.list(want).map(cx.norm).sort(), b = cx.list(got).map(cx.norm).sort();
    return a.length === b.length && a.every((x, i) => x === b[i]);
  }
  if (kind === 'cascader') return cx.path(want).map(cx.norm).join('/') === cx.path(got).map(cx.norm).join('/');
  if (kind === 'daterange') return cx.list(want).map(cx.isoDate).join('~') === cx.list(got).map(cx.isoDate).join('~');
  if (kind === 'year') return String(want).trim().slice(0, 4) === String(got).trim().slice(0, 4);
  if (kind === 'richtext') return cx.paragraphs(want).join('\n') === cx.paragraphs(got).join('\n');
  if (kind === 'upload') return cx.list(want).map(cx.fileName).sort().join('\n') === cx.list(got).map(cx.fileName).sort().join('\n');
  if (kind === 'date') return cx.isoDate(want) === cx.isoDate(got);
  if (kind === 'number') return String(got).trim() !== '' && want !== '' ? Number(want) === Number(got) : String(want) === String(got);
  if (kind === 'select' || kind === 'radio') return cx.norm(want) === cx.norm(got);
  return String(want).trim() === String(got).trim();
};
cx.paragraphs = (text) => String(text ?? '').replace(/\u00a0/g, ' ').split('\n').map((line) => line.replace(/[\s\u200b\ufeff]+/g, ' ').trim()).filter(Boolean);
cx.fileName = (path) => String(path ?? '').split(/[\\/]/).pop().normalize('NFC');
cx.path = (value) => (Array.isArray(value) ? value : String(value ?? '').split('/').map((s) => s.trim()).filter(Boolean));

// One entry of a list by its label; exact spelling wins over the folded one, two equal ones are never guessed between.
cx.pick = (entries, label, textOf) => {
  const want = cx.norm(label);
  let found = entries.filter((x) => cx.norm(textOf(x)) === want);
  if (found.length > 1) {
    const exact = found.filter((x) => String(textOf(x)).trim() === String(label).trim());
    if (exact.length) found = exact;
  }
  if (found.length > 1) cx.fail(`选项重复：${label}（${found.length} 个），不能确定选哪一个`);
  return found[0] || null;
};
