"""What a scan of a page has seen, as plain records: nothing of it was typed, and no value of a field is kept."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ObservedControl:
    """One visible control and how a person would name it."""

    frame: tuple[str, ...]
    """CSS of the frames around it, outermost first; empty in the page itself."""
    section: str
    label: str
    kind: str
    required: bool
    options: tuple[str, ...]
    """As far as the page has loaded them."""
    placeholder: str
    enabled: bool
    length: int
    """The most characters it takes; 0 = not said."""
    library: str


@dataclass(frozen=True)
class ObservedLogin:
    """A login form: CSS of its boxes, "" where there is none."""

    account: str
    password: str
    button: str
    captcha_box: str
    captcha_image: str


@dataclass(frozen=True)
class ObservedForm:
    """A plain HTML form: what it would call."""

    method: str
    action: str
    kind: str


@dataclass(frozen=True)
class ObservedFrame:
    """One document of the page."""

    frame: tuple[str, ...]
    title: str
    address: str
    root: str
    """CSS of the nearest box around all of its controls."""
    controls: tuple[ObservedControl, ...]
    buttons: tuple[str, ...]
    forms: tuple[ObservedForm, ...]
    files: int
    """How many file inputs it has."""
    libraries: tuple[str, ...]
    login: ObservedLogin | None = None
    site: str = ""
    """The title of the document: portals put their name there."""


@dataclass(frozen=True)
class Scan:
    """One page with everything in it."""

    address: str
    frames: tuple[ObservedFrame, ...]
    stopped: tuple[str, ...] = field(default=())
    """Writes that the page tried to make while it was looked at; all were stopped."""

    @property
    def controls(self) -> tuple[ObservedControl, ...]:
        return tuple(one for frame in self.frames for one in frame.controls)

    @property
    def login(self) -> ObservedLogin | None:
        return next((frame.login for frame in self.frames if frame.login), None)
