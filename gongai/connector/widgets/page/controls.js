
import { all, isShown } from './events.js';
import { labelOf } from './labels.js';
import { anyOf, brought } from './registry.js';
import { rootsOf } from './roots.js';
import { sectionsOf } from './sections.js';
import { norm } from './text.js';
import { forgetOwners } from './vue.js';
import { calmScripts } from './watch.js';

/** @typedef {import('./types.js').Vendor} Vendor */
/** @typedef {import('./types.js').Control} Control */

/**
 * @typedef {object} Index  what stands in a container now
 * @property {Control[]} controls  in the order of the page
 * @property {Vendor[]} roots
 * @property {string} css
 */

// Every control in the container, library widgets before the plain inputs they are made of.
/** @param {string} rootCss @returns {Index} */
export const indexForm = (rootCss) => {
  calmScripts();
  forgetOwners();
  const roots = rootsOf(rootCss);
  const claimed = new Set();
  const inside = (e) => { for (let at = e; at; at = at.parentElement) if (claimed.has(at)) return true; return false; };
  const panels = anyOf(brought.panels);
  /** @type {Vendor[]} */
  const found = [];
  /** @type {Map<object, Map<unknown, Vendor>>} */
  const groups = new Map();
  for (const driver of brought.drivers) {
    for (const root of roots) {
      for (const e of [...(root.matches(driver.css) ? [root] : []), ...all(root, driver.css)]) {
        if (inside(e) || (driver.accept && !driver.accept(e))) continue;
        const panel = e.closest(panels);
        if (panel && !panel.contains(root)) continue;
        claimed.add(e);
        if (driver.claims) driver.claims(e).forEach((x) => claimed.add(x)); // the hidden originals that a library keeps beside its own
        const key = driver.group ? driver.group(e) : e;
        const group = driver.group && (groups.get(driver) || groups.set(driver, new Map()).get(driver));
        if (group && group.has(key)) { group.get(key).nodes.push(e); continue; }
        const element = driver.group && key instanceof Element ? key : e;
        const input = e.matches('input, textarea, select') ? e : e.querySelector('input:not([type=hidden]), textarea');
        /** @type {Vendor} */
        const control = { driver, element, first: e, input };
        if (driver.begin) driver.begin(control);
        if (group) { control.nodes = [e]; group.set(key, control); }
        found.push(control);
      }
    }
  }
  found.sort((a, b) => (a.first.compareDocumentPosition(b.first) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const above = new Map();
  for (const c of found) {
    c.visible = (c.driver.shows ? c.driver.shows(c) : isShown(c.first)) || (c.nodes ? c.nodes.some(isShown) : false);
    c.label = labelOf(c);
    c.key = norm(c.label);
    c.placeholder = c.driver.placeholder ? c.driver.placeholder(c) : (c.input && c.input.placeholder) || '';
    c.titles = sectionsOf(c.first, above);
    c.sections = c.titles.map(norm);
  }
  return { controls: found, roots, css: rootCss };
};
