"""What a scan of a page has found, as records."""

from dataclasses import asdict, dataclass
from pathlib import Path

from gongai.services.documents import Document


@dataclass(frozen=True)
class ScannedForm:
    """A plain HTML form: what it would call."""

    method: str
    action: str


@dataclass(frozen=True)
class ScannedFrame:
    """One document of the page."""

    frame: tuple[str, ...]
    title: str
    libraries: tuple[str, ...]
    root: str
    buttons: tuple[str, ...]
    forms: tuple[ScannedForm, ...]
    files: int


@dataclass(frozen=True)
class ScannedControl:
    """One control as a person would name it, and what it may be for. No value of a field is in it."""

    name: str
    frame: tuple[str, ...]
    section: str
    label: str
    kind: str
    library: str
    required: bool
    enabled: bool
    length: int
    placeholder: str
    options: tuple[str, ...]
    source: str
    title: str
    confidence: float
    level: str
    why: str


@dataclass(frozen=True)
class Scanned:
    """What was seen, and where draft and screenshot lie."""

    address: str
    draft: Path
    picture: Path
    frames: tuple[ScannedFrame, ...]
    controls: tuple[ScannedControl, ...]
    stopped: tuple[str, ...]  # writes that the page tried to make

    @property
    def recognised(self) -> int:
        """How many controls a source was found for."""
        return sum(bool(one.source) for one in self.controls)

    def controls_in(self, frame: ScannedFrame) -> tuple[ScannedControl, ...]:
        return tuple(one for one in self.controls if one.frame == frame.frame)

    def document(self) -> Document:
        """For programs."""
        return asdict(self)
