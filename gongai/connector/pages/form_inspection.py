"""A page's form as it stands before the first key is typed on it: read without touching it, and handed on."""

from collections.abc import Callable, Sequence

from playwright.sync_api import Page

from gongai.connector.pages import frames
from gongai.connector.widgets import Control, Form
from gongai.records.filing import Filing
from gongai.sites import Site
from gongai.sites.forms.form_map import Place, inner_places, places
from gongai.sites.site_profile import Act
from gongai.sites.site_profile import Page as WizardPage

TYPING = frozenset({"fill", "blocks", "applicant", "inner_form"})
"""Acts that type; those before them on a page only bring its form up."""
TRIES = 8
"""How often a form is read until it reads the same twice: pages draw their fields in several goes."""

Look = Callable[[str, Sequence[Control], Sequence[str], Sequence[Place]], None]
"""Told a page's key, its controls, its plain forms' calls and what the profile names on it; raises to stop."""


def look(
    tab: Page,
    place: frames.Place,
    key: str,
    page: WizardPage,
    act: Act,
    *,
    site: Site,
    filing: Filing,
    tell: Look,
    timeout_s: float,
) -> None:
    """Read the form that `act` is about to type into."""
    frames.settle(tab, timeout_s=timeout_s)
    if act.do == "inner_form":  # each item has a form of its own
        codes = "+".join(code for code in filing.item_codes if filing.forms.get(code))
        form, key, known = _inner(place, act.css, timeout_s), f"{key}:{codes}"[:64], inner_places(filing)
    else:
        form, known = Form(place, root=page.root), places(page, site)
    tell(key, _still(form), form.calls(), known)


def _inner(place: frames.Place, css: str, timeout_s: float) -> Form:
    """A form in an iframe, or in a dialog of the page itself."""
    handle = place.wait_for_selector(css, timeout=timeout_s * 1000)
    frame = handle.content_frame() if handle else None
    if frame is None:
        return Form(place, root=css)
    frame.wait_for_load_state("load", timeout=timeout_s * 1000)
    return Form(frame)


def _still(form: Form) -> tuple[Control, ...]:
    before: tuple[Control, ...] = ()
    for _try in range(TRIES):
        now = form.controls()
        if now == before:
            break
        before = now
    return before
