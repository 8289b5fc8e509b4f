"""
What can be done on a wizard page: one record for each action of the profile language (`kinds`), one row (`table`).

The row says all that other places ask about an action: whether it types, brings a form up, loads a new document, saves
at the portal or leaves the page, and what it needs. Whoever wants to know asks the table or the type, never a list of
names of their own. How an action is planned stands in `connector/mappers/steps.py`, how it is done in
`connector/pages/wizard.py`.
"""

from gongai.sites.actions.base import WINDOW, Action, Check, OneControl
from gongai.sites.actions.kinds import (
    AnswerBoxAction,
    AnyAction,
    ApplicantAction,
    BlocksAction,
    ChooseAction,
    ChooserAction,
    FillAction,
    InnerFormAction,
    ItemsAction,
    MaterialsAction,
    PressAction,
    QuestionsAction,
    TileAction,
    WaitAction,
)
from gongai.sites.actions.table import (
    TABLE,
    Row,
    keys_of,
    leaves,
    loads,
    missing,
    reveals,
    row_of,
    saves,
    types,
)

__all__ = [
    "TABLE",
    "WINDOW",
    "Action",
    "AnswerBoxAction",
    "AnyAction",
    "ApplicantAction",
    "BlocksAction",
    "Check",
    "ChooseAction",
    "ChooserAction",
    "FillAction",
    "InnerFormAction",
    "ItemsAction",
    "MaterialsAction",
    "OneControl",
    "PressAction",
    "QuestionsAction",
    "Row",
    "TileAction",
    "WaitAction",
    "keys_of",
    "leaves",
    "loads",
    "missing",
    "reveals",
    "row_of",
    "saves",
    "types",
]
