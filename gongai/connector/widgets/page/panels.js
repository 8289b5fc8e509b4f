// Lists and calendars that were left open.

import { all, clickOutside, isShown } from './events.js';
import { anyOf, brought } from './registry.js';
import { until } from './wait.js';

export const openPanels = () => all(document, anyOf(brought.floats)).filter(isShown);
export const closeAll = () => {
  const active = /** @type {import('./types.js').Vendor} */ (document.activeElement);
  if (active && active !== document.body) active.blur();
  if (openPanels().length) clickOutside();
};
export const closePanels = async () => {
  closeAll();
  await until(() => !openPanels().length, 300);
  for (const panel of openPanels()) brought.shutters.forEach((shut) => shut(panel));
  await until(() => !openPanels().length, 200);
  return openPanels().length;
};
