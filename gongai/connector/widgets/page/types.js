// The words that all modules here share: what a control is, what a driver for a kind of control must be able to do,
// and what a library of widgets brings. Nothing but types: `make check` reads them, no page does.

/**
 * An object of a page or of its library (a Vue component, a React fibre, a jQuery plug-in): nobody's types but its own.
 * The one place where `any` is meant.
 * @typedef {any} Vendor
 */

/**
 * What is ordered for a field: text, a number as text, yyyy-MM-dd, one label; or several labels, two dates, a path.
 * @typedef {string | string[]} Value
 */

/**
 * One order, as it comes from outside.
 * @typedef {object} Order
 * @property {string} label  visible label; `#2` at its end: the second control under it
 * @property {string} section  heading over the field, or ""
 * @property {string} kind  a `Kind` of field.py
 * @property {Value} value
 * @property {string} search  typed into a list before choosing, or ""
 */

/**
 * What a field holds. `visible` is what a person sees (null: the page does not show the whole value), `submitted` what
 * will be sent, both as labels or normalised values.
 * @typedef {object} State
 * @property {Value | null} visible
 * @property {Value | null} submitted
 */

/**
 * One control of a page. It is made anew for each look: nothing in it outlives a redraw.
 * @typedef {object} Control
 * @property {Driver} driver
 * @property {Vendor} element  the widget's outermost element; of a group, the box around its parts
 * @property {Vendor} first  what the driver's selector found; it must be on the page for the control to count
 * @property {Vendor} input  what is typed into, or null
 * @property {Vendor[]} [nodes]  the single radios or check boxes of a group
 * @property {Control[]} [pair]  two dates under one label
 * @property {Control[]} [chain]  several lists under one label, each waiting for the one before
 * @property {() => Control | undefined} [again]  looks the control up anew
 * @property {boolean} visible
 * @property {string} label
 * @property {string} key  the label, folded
 * @property {string} placeholder
 * @property {string[]} titles  headings above it, nearest first
 * @property {string[]} sections  the same, folded
 */

/**
 * How one kind of control of one library is recognised, set and read. The first driver that takes an element has it, and
 * all inside it: order counts. A method may throw: `fail(words)` gives a reason that a person reads, any other error
 * means "not this way", and the field is then set by trusted clicks and keys from outside.
 * @typedef {object} Driver
 * @property {string} library
 * @property {string} kind
 * @property {string} css  finds its elements
 * @property {(c: Control) => State} state  reads; changes nothing on the page
 * @property {(c: Control) => boolean} enabled
 * @property {(c: Control, value: Value, order: Order) => boolean} now  sets without waiting: true: done; false: it takes time, use `later`
 * @property {(c: Control, value: Value, order: Order) => Promise<void>} [later]  opens, waits, searches, chooses, closes
 * @property {RegExp} [component]  name of the component that draws it, for libraries that are asked by component
 * @property {(element: Vendor) => boolean} [accept]  whether an element of `css` is really one of these
 * @property {(element: Vendor) => Vendor[]} [claims]  hidden originals beside it that are nobody else's
 * @property {(element: Vendor) => Vendor} [group]  what single boxes of one field have in common
 * @property {(c: Control) => void} [begin]  puts the control right once it is found (another `input`)
 * @property {(c: Control) => boolean} [shows]  whether a person sees it, where its element alone does not say so
 * @property {(c: Control) => boolean} [readonly]
 * @property {(c: Control) => boolean} [required]
 * @property {(c: Control) => string[]} [options]  labels to choose from, as far as loaded
 * @property {(c: Control) => string} [placeholder]
 * @property {(c: Control) => boolean} [pending]  files only: the widget has not yet decided about one
 * @property {(c: Control, value: Value) => string[]} [typed]  by hand: the texts a person would type
 * @property {number} [pause]  by hand: how long the page takes to read what was typed, in ms
 * @property {boolean} [eachEnter]  by hand: Enter after each of two dates
 * @property {(c: Control) => Vendor} [confirm]  by hand: the button that takes over what stands in the field
 * @property {(c: Control) => Vendor} [opener]  by hand: what is clicked to open the list
 * @property {(c: Control, label: string, level: number) => Vendor} [option]  by hand: the entry to click, or null until it is there
 * @property {(c: Control) => Vendor} [entry]  by hand: the box to type into
 * @property {(c: Control) => Vendor} [area]  by hand: the area that takes paragraphs
 * @property {(c: Control) => Vendor} [files]  by hand: the input that takes files
 */

/**
 * A list that is opened to choose from: the few things `choices.js` needs of a library.
 * @typedef {object} Choice
 * @property {(c: Control, label: string) => Vendor} entry  the entry of this label, or null; fails where it cannot be chosen
 * @property {(c: Control) => void | Promise<void>} [open]
 * @property {(c: Control) => void | Promise<void>} [close]
 * @property {(c: Control, text: string) => Promise<void>} [search]  types into the open list and waits for the answer
 * @property {boolean} [byLabel]  the list is empty until something is typed: the label itself, where nothing else is ordered
 * @property {number} [patience]  for one entry to appear, in ms
 * @property {(c: Control) => boolean} [loading]
 * @property {(c: Control, entry: Vendor) => void} [take]  chooses one; of several: chooses it, or takes it away again
 * @property {(c: Control) => string[]} [held]  of several: the labels that are chosen
 * @property {(c: Control, labels: string[]) => Promise<void>} [drop]  of several: takes these away, where `take` cannot
 * @property {(c: Control, entries: Vendor[]) => void} [set]  chooses all at once, and nothing else
 * @property {(c: Control) => void} [giveUp]  takes the typed text away when nothing was found
 */

/**
 * A choice in steps: each opens the list of the next.
 * @typedef {object} Steps
 * @property {(c: Control) => void | Promise<void>} open
 * @property {(c: Control) => void | Promise<void>} close
 * @property {(c: Control, label: string, level: number) => Vendor} row  the entry at this level, or null until it is there
 * @property {string} dead  css of an entry that cannot be chosen
 * @property {(c: Control, row: Vendor, last: boolean) => void} press
 */

/**
 * What a control allows. Numbers are compared as numbers; `words` is what a check of the control's own says against it.
 * @typedef {object} Rule
 * @property {number} [most]  characters
 * @property {number} [least]
 * @property {string} [pattern]
 * @property {number | string} [min]
 * @property {number | string} [max]
 * @property {number} [decimals]
 * @property {number} [count]  entries, or files
 * @property {string} [words]
 */

/**
 * Single boxes that are one field.
 * @typedef {object} Boxes
 * @property {(node: Vendor) => string} words
 * @property {(node: Vendor) => boolean} dead
 * @property {(node: Vendor) => boolean} on
 * @property {(node: Vendor) => void} click
 */

/**
 * A tree of check boxes in a panel that a read-only input opens.
 * @typedef {object} TreeAdapter
 * @property {string} css
 * @property {(tree: Vendor) => boolean} [accept]
 * @property {(tree: Vendor) => Vendor[]} nodes
 * @property {(node: Vendor) => string} label
 * @property {(node: Vendor) => boolean} checked
 * @property {(node: Vendor) => boolean} leaf
 * @property {(node: Vendor) => boolean} disabled
 * @property {(tree: Vendor, node: Vendor) => Vendor} draw  unfolds down to it; its row, or nothing until it is drawn
 * @property {(row: Vendor) => Vendor} box  what a person clicks
 * @property {(row: Vendor) => void} click
 */

/**
 * A column of a table: its title, and its cell in a row (a row is one or more elements).
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: Vendor[]) => Vendor} cell
 */

/**
 * A table whose rows are filled or chosen from.
 * @typedef {object} Grid
 * @property {string} css
 * @property {(table: Vendor) => Column[]} columns
 * @property {(table: Vendor) => Vendor[][]} rows
 * @property {(table: Vendor, row: Vendor[]) => boolean} [editing]
 * @property {(table: Vendor, at: number) => Promise<void>} [open]  what a person does before the row can be typed into
 * @property {(table: Vendor, at: number) => string} [close]  takes the row over; why the page did not, or ""
 */

/**
 * All that one library of widgets brings. Everything but the name is optional.
 * @typedef {object} Library
 * @property {string} name
 * @property {Driver[]} [drivers]
 * @property {((element: Vendor) => Vendor)[]} [labelRules]  element -> its label, as an element or a text
 * @property {[string, string][]} [sectionRules]  css of a box, css of the title in it
 * @property {string[]} [headings]  titles between fields
 * @property {string[]} [items]  the box around one field and its label
 * @property {string[]} [bodies]  the part of such a box that holds the field
 * @property {string[]} [statics]  labels of texts that are shown without a control
 * @property {string[]} [required]  what marks a field as required
 * @property {string[]} [dialogs]  what hides the page under it
 * @property {string[]} [floats]  panels that can be left open
 * @property {string[]} [panels]  what floats: controls in it belong to a widget
 * @property {((panel: Vendor) => void)[]} [shutters]  how a panel that was left open is shut for good
 * @property {string[]} [toasts]  passing messages
 * @property {string[]} [masks]  what lies over a page at work
 * @property {[string, string][]} [boxes]  css of a message box, css of the text in it
 * @property {string[]} [buttons]
 * @property {string[]} [deadButtons]  a button that cannot be pressed
 * @property {TreeAdapter[]} [trees]
 * @property {((element: Vendor) => boolean)[]} [hiddenTrees]  whether an input opens a tree that is not drawn yet
 * @property {Grid[]} [grids]
 * @property {((c: Control, value: Value) => Rule | null)[]} [rules]  what its controls allow, beyond what their markup says
 */

export {};
