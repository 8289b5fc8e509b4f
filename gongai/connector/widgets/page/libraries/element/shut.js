// Panels that a click elsewhere does not shut, by the state of the component that owns them.

import { all } from '../../events.js';
import { vueOf } from '../../vue.js';

const refsOf = (vm) => [vm.popperElm, vm.$refs && vm.$refs.popper, vm.$refs && vm.$refs.popper && vm.$refs.popper.$el];
const ownedBy = (e, panel) => { for (let vm = vueOf(e); vm; vm = vm.$parent) { if (vm.$el !== e) return false; if (refsOf(vm).includes(panel)) return true; } return false; };
const shut = (e) => {
  for (let vm = vueOf(e); vm && vm.$el === e; vm = vm.$parent) {
    if ('selectDisabled' in vm) vm.visible = false;
    else if ('pickerVisible' in vm) vm.pickerVisible = false;
    else if ('dropDownVisible' in vm) vm.toggleDropDownVisible(false);
    else if ('activated' in vm) vm.activated = false;
  }
};
/** @param {import('../../types.js').Vendor} panel */
export const shutPanel = (panel) => {
  const owner = all(document, '.el-select, .el-date-editor, .el-cascader, .el-autocomplete').find((e) => vueOf(e) && ownedBy(e, panel));
  if (owner) shut(owner);
};
