// Vue 3. A production build keeps no way from an element to its component: the way is found from the other end, by
// walking the tree that the root of the application keeps.
// Looking at a page that has no Vue costs a walk, too: at most one in so many milliseconds.
const WALK_MS = 50;
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
  for (const e of document.querySelectorAll('*')) if (e._vnode && typeof e._vnode === 'object' && e._vnode.__v_isVNode) own(e._vnode, null);
  walkedAt = performance.now();
};
cx.fresh3 = () => { walkedAt = -Infinity; };
const owner3 = (e) => {
  const known = owners.get(e);
  if (known && !known.isUnmounted) return known;
  if (performance.now() - walkedAt < WALK_MS) return null;
  walkVue3();
  return owners.get(e) || null;
};
// The component of this name that drew the element; one beyond the field it stands in belongs to another.
cx.vm3 = (e, name, border) => {
  for (let vm = owner3(e); vm; vm = vm.parent) {
    const called = vm.type.name || vm.type.__name || '';
    if (name.test(called)) return vm;
    if (border.test(called)) return null;
  }
  return null;
};
cx.hears3 = (vm, ...events) => events.some((name) => vm.vnode.props && Object.keys(vm.vnode.props).some((key) => key.replace(/-/g, '').toLowerCase() === `on${name}`));
// What a component above this one hands down, by its shape: the keys are private.
cx.given3 = (vm, looksRight) => {
  for (let held = vm.provides; held && held !== Object.prototype; held = Object.getPrototypeOf(held)) {
    for (const key of Reflect.ownKeys(held)) {
      const value = held[key];
      if (value && typeof value === 'object' && looksRight(value)) return value;
    }
  }
  return null;
};
