// The one name put on a page, and all that may be called from outside it.

import { boxButton, boxText } from './boxes.js';
import { button, buttonState, fileInputs, holdSubmit } from './buttons.js';
import { partOf, typed } from './byhand.js';
import { indexForm } from './controls.js';
import { isShown } from './events.js';
import { fill } from './fill.js';
import { libraries } from './libraries.js';
import { closeAll, closePanels, openPanels } from './panels.js';
import { calls, controls, read } from './read.js';
import { register } from './registry.js';
import { settled } from './settled.js';
import { closeRow, openRow, rowMark, rowMarked, tableRows, tableState } from './tables.js';
import { norm, tidy } from './text.js';
import { leaveTree, treeTicked } from './tree.js';
import { notUploaded } from './verdict.js';
import { rest } from './wait.js';
import { calm, quiet, seen } from './watch.js';

libraries.forEach(register);

/** @type {import('./types.js').Vendor} */ (window).__gongai = {
  // a form
  fill, read, controls, calls, index: indexForm,
  // by hand
  typed, element: partOf, holdSubmit, treeTicked, leaveTree, notUploaded,
  // around it
  calm, quiet, settled, rest, seen, button, buttonState, boxText, boxButton, fileInputs, openPanels, closeAll, closePanels,
  // tables
  tableState, tableRows, openRow, closeRow, rowMark, rowMarked,
  // words, for those who only look
  norm, tidy, shown: isShown,
};
