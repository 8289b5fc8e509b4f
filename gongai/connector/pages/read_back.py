"""
What was put on the pages and must still stand there when a button saves or submits it.

A page may rewrite what was typed a moment later: a look-up that waits for the typing to end, a figure that is rounded,
a file that is taken off its list. So before each press the page is let finish, and all of it is read once more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from playwright.sync_api import Error, Page

from gongai.connector.pages import choices, frames
from gongai.connector.pages.choosers import row_differs
from gongai.connector.pages.filling import Fields, Filling, must_match, wrong_applicant
from gongai.connector.pages.uploads import Uploads
from gongai.connector.widgets import FieldInput, FieldResult, mismatches
from gongai.errors import PageChanged, ReadBackMismatch
from gongai.records.noted import Noted, Said
from gongai.records.steps import (
    AnswerQuestions,
    AnyStep,
    Choose,
    ChooseApplicant,
    ChooseRow,
    ChooseTile,
    Fill,
    FillBlocks,
    PushMaterials,
    TickItems,
)
from gongai.sites import actions
from gongai.sites.facts import Facts
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page as WizardPage

SETTLE_S = 5.0
"""A page that still moves after so long always moves; what it holds by then is read."""
FRAME_S = 0.3
"""For a frame that stood there before; it may have gone with its page."""
CHOSEN = (Choose, ChooseRow, ChooseApplicant)
"""Not made once more where they do not stand: choosing may load the whole form anew."""
HELD = (Fill, FillBlocks, *CHOSEN, ChooseTile, AnswerQuestions, TickItems, PushMaterials)


class Since(Enum):
    """What has happened since something was put on the page, and what may therefore have become of it."""

    NOTHING = auto()
    PRESSED = auto()  # a dialog or a tab may have been closed over it
    SAVED = auto()  # the portal has it: its page may lock, mask or empty the field


@dataclass(frozen=True)
class Standing:
    """One step that was done on a page."""

    key: str
    page: WizardPage
    step: AnyStep
    since: Since = Since.NOTHING


@dataclass(frozen=True)
class Difference:
    """Fields of one place that do not hold what was put there, or the words for another kind of step."""

    standing: Standing
    fields: Fields | None = None
    results: tuple[FieldResult, ...] = ()
    words: str = ""


class ReadBack:
    """The steps of one wizard that must still stand. `place` says where a page's controls are, in so many seconds."""

    def __init__(
        self,
        tab: Page,
        profile: Profile,
        facts: Facts,
        *,
        place: Callable[[WizardPage, float], frames.Place],
        uploads: Callable[[frames.Place], Uploads],
        submit_page: str,
    ) -> None:
        self._tab = tab
        self._profile = profile
        self._facts = facts
        self._place = place
        self._uploads = uploads
        self._submit_page = submit_page
        self._standing: dict[tuple[str, str], Standing] = {}

    def done(self, key: str, page: WizardPage, step: AnyStep) -> None:
        """A step was done; done once more, it takes the place of what it was. What a press saves is the portal's."""
        action = page.acts[step.name]
        if isinstance(step, HELD):
            self._standing.pop((key, step.name), None)
            self._standing[key, step.name] = Standing(key, page, step)
        elif actions.loads(action):
            self._standing.clear()
        elif actions.saves(action) and actions.leaves(action):
            self._age(Since.SAVED)
            self._standing = {
                at: one for at, one in self._standing.items() if one.key == key and key == self._submit_page
            }
        elif actions.leaves(action):
            self._age(Since.PRESSED)

    def before(self, button: str) -> Noted:
        """Let the page finish and read everything again. What differs is put right once, and then stops the filing."""
        still = frames.settled(self._tab, timeout_s=SETTLE_S)
        if differing := tuple(self._differences()):
            for one in differing:
                self._again(one)
            still = frames.settled(self._tab, timeout_s=SETTLE_S)
            for one in self._differences():
                _stop(one, button)
        return _noted(still)

    def _age(self, since: Since) -> None:
        self._standing = {
            at: one if one.since is Since.SAVED else replace(one, since=since) for at, one in self._standing.items()
        }

    def _differences(self) -> Iterator[Difference]:
        """The newest first: a dialog that was opened twice holds what was put into it the second time."""
        seen: set[tuple[str, str, str, str]] = set()
        for one in reversed(self._standing.values()):
            place = self._there(one)
            if place is not None:
                yield from self._of(one, place, seen)

    def _there(self, one: Standing) -> frames.Place | None:
        """None where the page has gone; where nothing has happened since, that is the page's own trouble."""
        if one.since is Since.NOTHING:
            return self._place(one.page, self._profile.limits.action_s)
        try:
            return self._place(one.page, FRAME_S)
        except (Error, PageChanged):
            return None

    def _of(self, one: Standing, place: frames.Place, seen: set[tuple[str, str, str, str]]) -> Iterator[Difference]:
        step, root = one.step, one.page.root
        match step:
            case Fill() | FillBlocks() | Choose() | ChooseApplicant():
                for fields, orders in Filling(place, self._facts).standing(root, step, one.page.acts[step.name]):
                    named = [(order, (fields.place, order.section, order.label, str(order.kind))) for order in orders]
                    new = [order for order, name in named if name not in seen]
                    seen |= {name for _order, name in named}
                    wrong = tuple(_wrong(one, fields.check(new)))
                    if wrong:
                        yield Difference(one, fields, wrong)
            case _:
                words = "" if one.since is Since.SAVED else self._said(step, one, place)
                if words:
                    yield Difference(one, words=words)

    def _said(self, step: AnyStep, one: Standing, place: frames.Place) -> str:
        """What does not stand as it was put, of a step that is not about fields."""
        root, action = one.page.root, one.page.acts[step.name]
        match step:
            case ChooseRow():
                return row_differs(place, root, step, self._facts)
            case ChooseTile() if isinstance(action, actions.TileAction):
                return choices.tile_differs(place, action.css, self._facts.render(step.text), action.chosen)
            case AnswerQuestions() if isinstance(action, actions.QuestionsAction):
                return choices.answers_differ(place, action.css or root, self._profile.questions, step.answers)
            case TickItems():
                return choices.items_differ(place, root, self._profile.items, step.items)
            case PushMaterials():
                return self._uploads(place).differ(root, step)
        return ""

    def _again(self, difference: Difference) -> None:
        """The same once more, and only what differs."""
        one, step = difference.standing, difference.standing.step
        if isinstance(step, CHOSEN):
            return
        if difference.fields is not None:
            difference.fields.fill([result.order for result in difference.results])
            return
        place, root, action = self._place(one.page, self._profile.limits.action_s), one.page.root, one.page.acts
        match step, action[step.name]:
            case ChooseTile(), actions.TileAction() as tile:
                choices.choose_tile(place, tile.css, self._facts.render(step.text), tile.chosen)
            case AnswerQuestions(), actions.QuestionsAction() as asked:
                choices.answer_questions(place, asked.css or root, self._profile.questions, step.answers)
            case TickItems(), _:
                choices.choose_items(place, root, self._profile.items, step.items)
            case PushMaterials(), _:
                self._uploads(place).push(root, step)


def before_press(tab: Page, filled: Sequence[tuple[Fields, Sequence[FieldInput]]], button: str) -> Noted:
    """The same for a form that is filled and saved in one act."""
    still = frames.settled(tab, timeout_s=SETTLE_S)
    for fields, orders in filled:
        if wrong := mismatches(fields.check(orders)):
            fields.fill([one.order for one in wrong])
            still = frames.settled(tab, timeout_s=SETTLE_S)
            must_match(fields.check(orders), said=_headline(button))
    return _noted(still)


def _headline(button: str) -> str:
    return f"按“{button}”之前再次读回，与填写的不一致（可能被页面改写），已停止"


def _noted(still: bool) -> Noted:
    return {} if still else {"restless": Said(f"页面在 {SETTLE_S:.0f} 秒内没有静下来，按当时读回的内容继续")}


def _wrong(one: Standing, results: Sequence[FieldResult]) -> Iterator[FieldResult]:
    """Those that differ, but for what the page may have put away since."""
    chosen = isinstance(one.step, CHOSEN)
    for result in mismatches(results):
        reading = result.reading
        if reading is None or not reading.found:
            if one.since is Since.NOTHING and not chosen:
                yield result
        elif one.since is not Since.SAVED or (reading.enabled and reading.submitted):
            yield result


def _stop(difference: Difference, button: str) -> None:
    said = _headline(button)
    if difference.words:
        raise ReadBackMismatch(f"{said}：{difference.words}")
    if isinstance(difference.standing.step, ChooseApplicant):
        raise wrong_applicant(difference.results[0], said=said)
    must_match(difference.results, said=said)
