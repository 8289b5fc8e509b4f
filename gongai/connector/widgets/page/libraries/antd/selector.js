// What select, cascader and tree select are made of: one base that shows what is chosen.

import { all } from '../../events.js';
import { tidy } from '../../text.js';
import { antOff, antProps, antText } from './base.js';

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {Vendor} e @returns {Vendor} */
export const antBase = (e) => antProps(e).find((p) => typeof p.onDisplayValuesChange === 'function') || null;
/** @param {Vendor} base @returns {string[]} */
export const antLabels = (base) => base.displayValues.map((v) => antText(v.label ?? v.value));
/** @param {Control} c @returns {string[]} */
export const antShown = (c) => all(c.element, '.ant-select-selection-item').map((e) => tidy((e.querySelector('.ant-select-selection-item-content') || e).textContent));
/** @param {Vendor} base */
export const antMany = (base) => base.mode === 'multiple' || base.mode === 'tags';
/** @param {Vendor} base */
export const antClear = (base) => { base.onDisplayValuesChange([], { type: 'clear', values: base.displayValues }); return true; };
/** @type {Pick<Driver, 'enabled' | 'placeholder' | 'opener'>} */
export const antSelect = {
  enabled: (c) => !antOff(c),
  placeholder: (c) => antText(antBase(c.element).placeholder),
  opener: (c) => c.element.querySelector('.ant-select-selector') || c.element,
};
