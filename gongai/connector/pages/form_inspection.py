"""A page's form as it stands before the first key is typed on it: read without touching it, and handed on."""

from collections.abc import Callable, Sequence

from playwright.sync_api import Page

from gongai.connector.pages import frames
from gongai.connector.widgets import Control, Form
from gongai.records.plan import PlannedPage
from gongai.records.steps import AnyStep, FillInnerForms
from gongai.sites.actions import InnerFormAction
from gongai.sites.forms.form_map import Place, inner_places, places
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page as WizardPage

TRIES = 8
"""How often a form is read until it reads the same twice: pages draw their fields in several goes."""

Inspect = Callable[[str, Sequence[Control], Sequence[str], Sequence[Place]], None]
"""Given a page's key, its controls, its plain forms' calls and what the profile names on it; raises to stop."""


def inspect_form(
    tab: Page,
    place: frames.Place,
    planned: PlannedPage,
    step: AnyStep,
    *,
    profile: Profile,
    page: WizardPage,
    inspect: Inspect,
    timeout_s: float,
) -> None:
    """Read the form that `step` is about to type into."""
    frames.wait_until_idle(tab, timeout_s=timeout_s)
    action = page.acts[step.name]
    if isinstance(step, FillInnerForms) and isinstance(action, InnerFormAction):  # each item has a form of its own
        codes = "+".join(form.item for form in step.forms)
        key, form, known = f"{planned.key}:{codes}"[:64], _inner(place, action.css, timeout_s), inner_places(step)
    else:
        key, form, known = planned.key, Form(place, root=page.root), places(page, profile)
    inspect(key, _still(form), form.calls(), known)


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
