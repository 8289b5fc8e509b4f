// layui: from what a person sees to the original it stands for.

/** @typedef {import('../../types.js').Control} Control */
/** @typedef {import('../../types.js').Driver} Driver */
/** @typedef {import('../../types.js').Vendor} Vendor */

/** @param {Vendor} e @returns {Vendor} */
export const layLabel = (e) => {
  for (let at = e; at && !at.matches('form, body, .layui-form'); at = at.parentElement) {
    for (let left = at.previousElementSibling; left; left = left.previousElementSibling) {
      if (left.matches('.layui-form-label')) return left;
    }
    if (at.matches('.layui-form-item')) break;
  }
  return null;
};
// A table's head is a table of its own; cell and head share a field.
/** @param {Vendor} e @returns {Vendor} */
export const layColumn = (e) => {
  const td = e.closest('.layui-table-view td[data-field]');
  return td ? td.closest('.layui-table-view').querySelector(`.layui-table-header th[data-field="${CSS.escape(td.dataset.field)}"] span`) : null;
};

// layui itself, where the page has it.
/** @returns {Vendor} */
export const laySelf = () => /** @type {Vendor} */ (window).layui;
export const layOriginal = (box) => box.previousElementSibling;
export const layWords = (original) => [...original.options].filter((o) => o.value !== '');
/**
 * @param {string} kind @param {string} css
 * @param {Omit<Driver, 'library' | 'kind' | 'css'>} own
 * @returns {Driver}
 */
export const lay = (kind, css, own) => ({ library: 'layui', kind, css, claims: (e) => [layOriginal(e)], ...own });
/** @param {Vendor} e @param {string} css */
export const layIsOriginal = (e, css) => Boolean(layOriginal(e) && layOriginal(e).matches(css));
