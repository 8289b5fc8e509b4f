// Element Plus on Vue 3: the way from an element to its component, and what its drivers share.

import { isOff } from '../../events.js';
import { given3, hears3, vm3, vueOf } from '../../vue.js';
import { SKIP } from '../element/base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

export const EP_EDGE = /^El(FormItem|Form|Dialog|Drawer|Table|Tabs|Card)$/;
/** @param {Vendor} e @param {RegExp} name @returns {Vendor} */
export const epAt = (e, name) => (vueOf(e) ? null : vm3(e, name, EP_EDGE));
/** @param {Control} c @returns {Vendor} */
export const epOf = (c) => epAt(c.element, c.driver.component || /^$/);
/**
 * @param {string} kind @param {string} css @param {RegExp} component
 * @param {Omit<Driver, 'library' | 'kind' | 'css'>} own
 * @returns {Driver}
 */
export const ep = (kind, css, component, own) => ({ library: 'element-plus', kind, css, component, accept: (e) => !e.closest(SKIP) && Boolean(epAt(e, component)), ...own });
// The form item looks at the value anew.
/** @param {Vendor} vm */
export const epChecks = (vm) => {
  const item = given3(vm, (x) => typeof x.validate === 'function' && 'validateState' in x && 'prop' in x);
  if (item && vm.props.validateEvent !== false) Promise.resolve(item.validate('change')).catch(() => {});
};
/** @param {Vendor} vm @param {unknown} value */
export const epPut = (vm, value) => { vm.emit('update:modelValue', value); vm.emit('change', value); };
// A page that listens for the opening may fill or change the list then: open it as a person would.
/** @param {Vendor} vm */
export const epOpen = (vm) => hears3(vm, 'visiblechange', 'focus', 'click');
/** @param {Control} c @returns {Vendor} */
/** @param {Control} c */
export const epOff = (c) => isOff(c.input) || c.element.classList.contains('is-disabled') || Boolean(c.element.querySelector(':scope > .is-disabled'));
