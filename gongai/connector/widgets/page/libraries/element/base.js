// Element UI 2 on Vue 2: the way from an element to its component, and what its drivers share.

import { norm, ownText, tidy } from '../../text.js';
import { vueOf } from '../../vue.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

export const formItem = (e) => e.closest('.el-form-item');
export const itemLabel = (e) => {
  for (let item = formItem(e); item; item = item.parentElement && formItem(item.parentElement)) {
    const label = item.querySelector(':scope > .el-form-item__label, :scope > .el-form-item__label-wrap > .el-form-item__label');
    if (label && norm(ownText(label))) return label;
  }
  return null;
};
// A table's head is a table of its own; cell and head share a class.
export const columnLabel = (e) => {
  const cell = e.closest('td[class*=el-table_]');
  const column = cell && [...cell.classList].find((name) => /^el-table_\d+_column_\d+$/.test(name));
  return column ? cell.closest('.el-table').querySelector(`.el-table__header th.${column} .cell`) : null;
};
// Inside these, what looks like a field belongs to a widget.
export const SKIP = '.el-table-column--selection, .el-tree, .el-select-dropdown, .el-cascader__dropdown, .el-cascader-panel, .el-transfer, .el-table__header';

/** @param {Vendor} vm @param {...string} events */
export const hears = (vm, ...events) => events.some((name) => vm.$listeners && vm.$listeners[name]);
export const clicked = (vm) => Boolean(vm.$vnode && vm.$vnode.data && vm.$vnode.data.nativeOn);
const validated = (vm, value) => { if (vm.dispatch) vm.dispatch('ElFormItem', 'el.form.change', [value]); };
export const put = (vm, value) => { vm.$emit('input', value); vm.$emit('change', value); validated(vm, value); };
// The element of a widget carries whichever component drew it last: itself, the input it is made of, or the page's own
// wrapper around it. The right one is found by its name among those that share the element.
/** @param {Vendor} e @param {RegExp} name @returns {Vendor} */
export const vmAt = (e, name) => {
  const vm = vueOf(e);
  if (!vm) return null;
  for (let up = vm; up && up.$el === e; up = up.$parent) if (name.test(up.$options.name)) return up;
  for (let down = vm; down; down = down.$children.find((x) => x.$el === e)) if (name.test(down.$options.name)) return down;
  return null;
};
/** @param {Control} c @returns {Vendor} */
export const vmOf = (c) => vmAt(c.element, c.driver.component || /^$/);
/**
 * @param {string} kind @param {string} css @param {RegExp} component
 * @param {Omit<Driver, 'library' | 'kind' | 'css'>} own
 * @returns {Driver}
 */
export const eui = (kind, css, component, own) => ({ library: 'element-ui', kind, css, component, accept: (e) => Boolean(vmAt(e, component)) && !e.closest(SKIP), ...own });

// A group shares its box, or stands alone in its form item. Element Plus draws the same.
/** @param {string} groupCss @returns {(e: Vendor) => Vendor} */
export const together = (groupCss) => (e) => e.closest(groupCss) || (formItem(e) && e.closest('.el-form-item__content')) || e.parentElement;
/** @param {Vendor} c */
export const wordsOf = (c) => tidy(c.textContent);
