// From an element to the Vue component that drew it, of either version.

import { all } from './events.js';

/** @typedef {import('./types.js').Vendor} Vendor */

// Vue 2 leaves its component on the element.
/** @param {Vendor} e @returns {Vendor} */
export const vueOf = (e) => e && e.__vue__;

// Vue 3: a production build keeps no way from an element to its component. It is found from the other end, by walking
// the tree that the root of the application keeps. Looking at a page that has no Vue costs a walk, too: at most one in
// so many milliseconds.
const WALK_MS = 50;
/** @type {WeakMap<object, Vendor>} */
const owners = new WeakMap();
let walkedAt = -Infinity;
const walkVue3 = () => {
  const own = (node, owner) => {
    if (!node) return;
    if (node.component) { own(node.component.subTree, node.component); return; }
    if (node.suspense) own(node.suspense.activeBranch, owner);
    if (owner && node.el && node.el.nodeType === 1 && typeof node.type === 'string') owners.set(node.el, owner);
    if (Array.isArray(node.children)) node.children.forEach((child) => own(child, owner));
  };
  // Message boxes and the like are drawn into containers of their own.
  for (const e of all(document, '*')) if (e._vnode && typeof e._vnode === 'object' && e._vnode.__v_isVNode) own(e._vnode, null);
  walkedAt = performance.now();
};
// The page may have changed since the last walk.
export const forgetOwners = () => { walkedAt = -Infinity; };
/** @param {Vendor} e @returns {Vendor} */
export const owner3 = (e) => {
  const known = owners.get(e);
  if (known && !known.isUnmounted) return known;
  if (performance.now() - walkedAt < WALK_MS) return null;
  walkVue3();
  return owners.get(e) || null;
};
// The component of this name that drew the element; one beyond the field it stands in belongs to another.
/** @param {Vendor} e @param {RegExp} name @param {RegExp} border @returns {Vendor} */
export const vm3 = (e, name, border) => {
  for (let vm = owner3(e); vm; vm = vm.parent) {
    const called = vm.type.name || vm.type.__name || '';
    if (name.test(called)) return vm;
    if (border.test(called)) return null;
  }
  return null;
};
/** @param {Vendor} vm @param {...string} events */
export const hears3 = (vm, ...events) => events.some((name) => vm.vnode.props && Object.keys(vm.vnode.props).some((key) => key.replace(/-/g, '').toLowerCase() === `on${name}`));
// What a component above this one hands down, by its shape: the keys are private.
/** @param {Vendor} vm @param {(given: Vendor) => unknown} looksRight @returns {Vendor} */
export const given3 = (vm, looksRight) => {
  for (let held = vm.provides; held && held !== Object.prototype; held = Object.getPrototypeOf(held)) {
    for (const key of Reflect.ownKeys(held)) {
      const value = held[key];
      if (value && typeof value === 'object' && looksRight(value)) return value;
    }
  }
  return null;
};
