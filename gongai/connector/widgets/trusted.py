"""One field by trusted clicks and keys, the way a person does it: for what the in-page pass could not set."""

from collections.abc import Sequence

from playwright.sync_api import ElementHandle, Error, Frame, Page

from gongai.connector.widgets import script
from gongai.connector.widgets.compare import folded, year
from gongai.connector.widgets.field import FieldInput
from gongai.sites.controls import Kind, Value

WAIT_MS = 5_000
"""For one click to be possible, or for one option to appear."""
OPTION_MS = 1_500
"""For the click on an option that is there."""


def set_field(frame: Page | Frame, order: FieldInput, *, root: str) -> str:
    """What the page said against it, or ""; playwright's TimeoutError where the page does not let it happen."""
    field = _Field(frame, order, root)
    match order.kind:
        case Kind.SELECT | Kind.CASCADER | Kind.TREE | Kind.MULTISELECT:
            field.choose()
        case Kind.RADIO | Kind.CHECKBOX:
            field.tick()
        case Kind.SWITCH:
            field.part("opener").click(timeout=WAIT_MS)
        case Kind.DATE | Kind.DATERANGE | Kind.YEAR:
            field.type_dates()
        case Kind.RICHTEXT:
            field.type_paragraphs()
        case Kind.UPLOAD:
            return field.give_files()
        case _:
            field.type_text()
    return ""


class _Field:
    def __init__(self, frame: Page | Frame, order: FieldInput, root: str) -> None:
        self._frame, self._order, self._root = frame, order, root
        self._where = {"section": order.section, "label": order.label, "kind": str(order.kind)}

    def part(self, name: str, *, label: str = "", level: int = 0) -> ElementHandle:
        argument = {"root": self._root, "order": self._where, "part": name, "label": label, "level": level}
        ask = "(argument) => window.__gongai.element(argument)"
        handle = self._frame.wait_for_function(ask, arg=argument, timeout=WAIT_MS).as_element()
        assert handle is not None
        return handle

    def type_text(self) -> None:
        box = self.part("input")
        box.click(timeout=WAIT_MS)
        box.fill(_text(self._order.value), timeout=WAIT_MS)
        # Committed by leaving the field; not by Tab, which would open the neighbour's panel.
        box.evaluate("e => e.blur()")

    def type_paragraphs(self) -> None:
        page = self._frame if isinstance(self._frame, Page) else self._frame.page
        area = self.part("area")
        area.evaluate("e => { e.ownerDocument.defaultView.focus(); e.focus() }")  # it may stand in a frame of its own
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.press("Delete")
        for position, line in enumerate(_text(self._order.value).splitlines()):
            if position:
                page.keyboard.press("Enter")
            page.keyboard.insert_text(line)
        area.evaluate("e => e.blur()")

    def give_files(self) -> str:
        """What is there already is not given again: most portals would keep both. The words of a refusal, or ""."""
        value = self._order.value
        argument = {"root": self._root, "order": self._where}
        names = [value] if isinstance(value, str) else list(value)
        missing: list[str] = script.call(self._frame, "notUploaded", {**argument, "names": names})["missing"]
        if not missing:
            return ""
        box = self.part("files")
        messages: list[str] = []
        for group in [missing] if box.evaluate("e => e.multiple") else [[path] for path in missing]:
            box.set_input_files(group, timeout=WAIT_MS)
            verdict = script.call(self._frame, "notUploaded", {**argument, "names": group, "wait": True})
            messages += [verdict["said"]] if verdict["said"] else []
        return "；".join(dict.fromkeys(messages))

    def type_dates(self) -> None:
        value = self._order.value if isinstance(self._order.value, str) else list(self._order.value)
        if self._order.kind is Kind.YEAR and isinstance(value, str):
            value = year(value)
        order = {**self._where, "value": value}
        entry = script.call(self._frame, "typed", {"root": self._root, "order": order})
        texts: list[str] = entry["texts"]
        if entry["closed"]:
            self._put_and_confirm(texts)
            return
        box = None
        for position, text in enumerate(texts):
            box = self.part("pair", level=position)
            box.click(timeout=WAIT_MS)
            # A picker that is not to be typed into still parses what is typed.
            box.evaluate("e => e.removeAttribute('readonly')")
            box.fill(text, timeout=WAIT_MS)
            if entry["pause"]:
                # Some read the text only some time after a key; Enter before that writes today's date.
                box.press("End", timeout=WAIT_MS)
                self._frame.wait_for_timeout(entry["pause"])
            if entry["each"]:
                self._enter(box)
        if box is not None and not entry["each"]:
            self._enter(box)

    def _enter(self, box: ElementHandle) -> None:
        script.call(self._frame, "holdSubmit", True)
        try:
            box.press("Enter", timeout=WAIT_MS)
        finally:
            script.call(self._frame, "holdSubmit", False)

    def _put_and_confirm(self, texts: list[str]) -> None:
        script.call(self._frame, "closePanels")
        for position, text in enumerate(texts):
            self.part("pair", level=position).evaluate("(e, text) => { e.value = text }", text)
        self.part("pair").click(timeout=WAIT_MS)
        self.part("confirm").click(timeout=WAIT_MS)

    def choose(self) -> None:
        opener = self.part("opener")
        if opener.evaluate("e => e.tagName === 'SELECT'"):
            value = self._order.value
            opener.select_option(label=value if isinstance(value, str) else list(value), timeout=WAIT_MS)
            return
        opener.click(timeout=WAIT_MS)
        if self._order.search:
            self.part("input").fill(self._order.search, timeout=WAIT_MS)
        for level, step in enumerate(self._steps()):
            # A leaf of a tree counts as disabled to Playwright when an ancestor is: it would wait for ever.
            force = self._order.kind is Kind.TREE
            option = self._option(step, level=level)
            option.wait_for_element_state("stable", timeout=WAIT_MS)
            try:
                option.click(timeout=OPTION_MS, force=force)
            except Error:
                # Some draw their list off the screen until it is measured: the entry is right, its place is not.
                option.evaluate("e => e.click()")
        if self._order.kind is Kind.TREE:
            self._mend_tree()
            script.call(self._frame, "leaveTree", {"root": self._root, "order": self._where})

    def _option(self, label: str, *, level: int = 0) -> ElementHandle:
        try:
            return self.part("option", label=label, level=level)
        except Error:
            if self._order.kind is not Kind.TREE:
                raise
            # A click that missed shut the panel.
            self.part("opener").click(timeout=WAIT_MS)
            return self.part("option", label=label, level=level)

    def _mend_tree(self) -> None:
        """A tree that was still unfolding moved away under the click: another leaf was hit, or none."""
        ticked = script.call(self._frame, "treeTicked", {"root": self._root, "order": self._where})
        value = (self._order.value,) if isinstance(self._order.value, str) else self._order.value
        if ticked is not None:
            wrong = _differing(ticked, value)
        elif isinstance(self._order.value, str):
            return
        else:  # a tree of the library's own: its field says what is chosen
            script.call(self._frame, "rest")
            wrong = self._steps()
        for label in wrong:
            self._option(label).evaluate("e => (e.querySelector('input') || e).click()")

    def tick(self) -> None:
        for label in self._steps():
            self.part("option", label=label).click(timeout=WAIT_MS)

    def _steps(self) -> tuple[str, ...]:
        """The labels still to be clicked: a second click on a chosen one would take it away again."""
        value = self._order.value
        if self._order.kind is Kind.CASCADER:
            return tuple(part.strip() for part in value.split("/")) if isinstance(value, str) else value
        if isinstance(value, str):
            return (value,)
        fields = [{**self._where}]
        state = script.call(self._frame, "read", {"root": self._root, "fields": fields})[0]["submitted"] or []
        return _differing(state, value)


def _differing(held: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The labels that one of the two has and the other has not, however they are spelled."""
    here, there = set(map(folded, held)), set(map(folded, wanted))
    return tuple(label for label in (*held, *wanted) if (folded(label) in here) != (folded(label) in there))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "、".join(value)
