"""
Form controls: the only code that sets or reads one.

`Form` fills the fields of one container by their visible labels and reads back what the page will really submit.
The work is done by a driver inside the page (`page/*.js`): `labels.js` finds the controls, their labels and sections,
one driver module per widget library sets and reads them, `fill.js` runs the pass. Proven on the real libraries:
Element UI 2, Element Plus, Ant Design (Vue and React), layui, jQuery EasyUI, plain HTML; on documented markup only:
`miniui.js`, `my97.js`. A new library is one more file here that pushes into the lists at the head of `core.js`.
"""

from gongai.connector.widgets.compare import mismatches
from gongai.connector.widgets.field import Control, FieldOrder, Filled, Kind, Reading, Value
from gongai.connector.widgets.form import Form
from gongai.connector.widgets.page_tools import (
    answer_box,
    choose_files,
    close_poppers,
    message_box,
    press,
    settle,
    toasts,
)
from gongai.connector.widgets.script import install

__all__ = [
    "Control",
    "FieldOrder",
    "Filled",
    "Form",
    "Kind",
    "Reading",
    "Value",
    "answer_box",
    "choose_files",
    "close_poppers",
    "install",
    "message_box",
    "mismatches",
    "press",
    "settle",
    "toasts",
]
