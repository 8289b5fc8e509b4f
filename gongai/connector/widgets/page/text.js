// Words, labels and lists of them, and the errors that a person reads.

/** @typedef {import('./types.js').Value} Value */
/** @typedef {import('./types.js').Vendor} Vendor */

// NFKC folds full-width brackets, colons and ㎡; a star or a trailing question mark is decoration.
/** @param {unknown} text */
export const norm = (text) => String(text ?? '').normalize('NFKC').replace(/[\s\u200b*:]/g, '').replace(/[?!]+$/, '');
/** @param {unknown} text */
export const tidy = (text) => String(text ?? '').replace(/[\s\u00a0]+/g, ' ').replace(/^[\s*＊]+|[\s*＊:：]+$/g, '').trim();

// A reason that a person reads; anything else thrown by a driver is "could not be done this way".
export class Trouble extends Error {}
/** @param {string} why @returns {never} */
export const fail = (why) => { throw new Trouble(why); };

/** @param {Vendor} value @returns {Vendor[]} */
export const listOf = (value) => (Array.isArray(value) ? value : value === '' || value == null ? [] : [value]);
/** @param {Value} value @param {string[]} words  for yes and for no */
export const meansYes = (value, words) => {
  const v = norm(value).toLowerCase();
  if (v === norm(words[0]).toLowerCase()) return true;
  if (v === norm(words[1]).toLowerCase()) return false;
  if (['是', '开', '开启', '启用', 'on', 'true', '1', 'yes'].includes(v)) return true;
  if (['否', '关', '关闭', '停用', 'off', 'false', '0', 'no', ''].includes(v)) return false;
  return fail(`选项中没有：${value}`);
};
/** @param {unknown} text */
export const paragraphs = (text) => String(text ?? '').replace(/\u00a0/g, ' ').split('\n').map((line) => line.replace(/[\s\u200b\ufeff]+/g, ' ').trim()).filter(Boolean);
/** @param {unknown} path */
export const fileName = (path) => String(path ?? '').replace(/^.*[\\/]/, '').normalize('NFC');
/** @param {Vendor} value @returns {string[]} */
export const pathOf = (value) => (Array.isArray(value) ? value : String(value ?? '').split('/').map((s) => s.trim()).filter(Boolean));

// One entry of a list by its label; exact spelling wins over the folded one, two equal ones are never guessed between.
/**
 * @param {Vendor[]} entries
 * @param {string} label
 * @param {(entry: Vendor) => string | null} textOf
 * @returns {Vendor}
 */
export const pickOne = (entries, label, textOf) => {
  const want = norm(label);
  let found = entries.filter((x) => norm(textOf(x)) === want);
  if (found.length > 1) {
    const exact = found.filter((x) => String(textOf(x)).trim() === String(label).trim());
    if (exact.length) found = exact;
  }
  if (found.length > 1) fail(`选项重复：${label}（${found.length} 个），不能确定选哪一个`);
  return found[0] || null;
};

// The text of an element without what only decorates it.
const NOISE = 'i, svg, button, input, select, textarea, [role=tooltip], .el-button, .el-popover, script, style';
/** @param {Vendor} e @returns {string} */
export const ownText = (e) => {
  if (!e.querySelector(NOISE)) return e.textContent;
  const copy = e.cloneNode(true);
  copy.querySelectorAll(NOISE).forEach((x) => x.remove());
  return copy.textContent;
};
