"""
Form controls: the only code that sets or reads one.

`Form` fills the fields of one container by their visible labels and reads back what the page will really submit;
`Table` does so for the rows of a table. The work is done inside the page by the modules in `page/`, which `bundle.py`
puts together: `controls.js` finds the controls, `labels.js` and `sections.js` what they are called, a driver of one
widget library sets and reads each (`page/libraries/`), `choices.js` and `groups.js` hold what all libraries share,
`fill.js` runs the pass, `verdict.js` waits until a page has decided about a file. `types.js` says what a driver is.

Proven on the real libraries, each kind by the same contract test: Element UI 2, Element Plus, Ant Design (Vue and
React), layui, jQuery EasyUI, plain HTML; rich text on Quill, wangEditor and TinyMCE. On imitations of documented markup
only: `miniui.js`, `my97.js`, layedit and UEditor in `richtext.js`. docs/widgets.md holds the table of kinds and
libraries; a test keeps it to what is tested. A new library is one file (or folder) and one row in
`page/libraries.js`: CONTRIBUTING has the recipe.
"""

from gongai.connector.widgets.compare import mismatches
from gongai.connector.widgets.field import FieldInput, FieldResult, Reading
from gongai.connector.widgets.form import Form
from gongai.connector.widgets.page_tools import (
    answer_box,
    box_offers,
    choose_files,
    close_poppers,
    message_box,
    press,
    settled,
    toasts,
    wait_until_idle,
)
from gongai.connector.widgets.script import install
from gongai.connector.widgets.table import Table
from gongai.sites.controls import Control, Kind, Value

__all__ = [
    "Control",
    "FieldInput",
    "FieldResult",
    "Form",
    "Kind",
    "Reading",
    "Table",
    "Value",
    "answer_box",
    "box_offers",
    "choose_files",
    "close_poppers",
    "install",
    "message_box",
    "mismatches",
    "press",
    "settled",
    "toasts",
    "wait_until_idle",
]
