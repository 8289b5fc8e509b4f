"""Which field of the filing a control on an unknown page may be: by its label, its section and its options."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gongai.connector.authoring.observed import ObservedControl
from gongai.records.filing import Filing
from gongai.records.label import extra_of
from gongai.records.party import Contact, Party, Pickup
from gongai.records.project import Project

Dictionaries = Mapping[str, Mapping[str, str]]
"""Name of a dictionary → code → the text a page may show."""

PERIOD = "{project.start_date}/{project.end_date}"
LEAST = 0.5
"""A proposal that is less sure than this is none."""
SURE = 0.85
FAIR = 0.65

_ROOTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("project", Project),
    ("applicant", Party),
    ("contact", Contact),
    ("pickup", Pickup),
    ("row", Party),
    ("row.contact", Contact),
)
_NOT_ON_FORMS = frozenset({"owner", "contact", "is_classified", "blacklisted", "uscc_override_by", "kind_of_id"})
_UNIT = re.compile(r"[（(][^（()）]*[)）]")
_ASKING = re.compile(r"^(请)?(输入|选择|填写)")
_DATES, _NUMBERS = ("date", "text", "readonly"), ("number", "text", "readonly")


@dataclass(frozen=True)
class Proposal:
    """What a control may be, and why."""

    source: str
    title: str
    confidence: float
    why: str
    dictionary: str = ""
    shown: str = ""
    """How the page writes an option, where it is more than the label."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """code → option of the page, where no dictionary fits as it is."""
    open_codes: tuple[str, ...] = ()
    """Codes of the dictionary that the page has no option for."""
    open_options: tuple[str, ...] = ()
    """Options of the page that no code stands for."""

    @property
    def level(self) -> str:
        return "高" if self.confidence >= SURE else "中" if self.confidence >= FAIR else "低"


@dataclass(frozen=True)
class _Field:
    path: str
    title: str
    names: tuple[str, ...]
    dictionary: str
    flag: bool
    shape: str

    @property
    def root(self) -> str:
        return self.path.lstrip("{").partition(".")[0]


def propose(controls: Sequence[ObservedControl], dictionaries: Dictionaries) -> tuple[Proposal | None, ...]:
    """One proposal or none for each control. No field is proposed twice for different places."""
    scored = sorted(
        (
            (score, place, one, why)
            for place, control in enumerate(controls)
            for one in _fields()
            for score, why in [_score(control, one, dictionaries)]
            if score >= LEAST
        ),
        key=lambda found: -found[0],
    )
    chosen: dict[int, Proposal] = {}
    taken: dict[str, tuple[str, str]] = {}
    for score, place, one, why in scored:
        control = controls[place]
        where = (_block(control.section), folded(control.label))
        if place in chosen or taken.setdefault(one.path, where) != where:
            continue
        chosen[place] = _proposal(control, one, score, why, dictionaries)
    return tuple(chosen.get(place) for place in range(len(controls)))


def folded(text: str) -> str:
    """A label as two people would call the same: without width, blanks, stars, colons, units."""
    plain = re.sub(r"[\s*:/、]", "", unicodedata.normalize("NFKC", text))
    return _ASKING.sub("", _UNIT.sub("", plain)) or plain


def alike(one: str, other: str) -> float:
    """How alike two labels are, from 0 to 1."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    ratio = SequenceMatcher(None, first, second).ratio()
    short, long = sorted((first, second), key=len)
    if len(short) >= 2 and short in long:
        return max(ratio, 0.6 + 0.3 * len(short) / len(long))
    return ratio if ratio >= 0.5 else ratio / 2


def _score(control: ObservedControl, one: _Field, dictionaries: Dictionaries) -> tuple[float, str]:
    shown = control.label or control.placeholder
    # the record's own title wins over what others call it
    label = max(alike(shown, name) * (1.0 if name == one.title else 0.97) for name in one.names)
    options, theirs = _common(control.options, _labels_of(one, dictionaries))
    score, why = 0.95 * label, [f"栏目名相似 {label:.0%}"] if label >= LEAST else []
    if options is not None:
        if options >= 0.5 and (label >= 0.3 or theirs >= 3):
            score = 1 - (1 - score) * (1 - 0.6 * options)
            why.append(f"选项相符 {options:.0%}")
        elif options < 0.3:
            score *= 0.5
    if (one.shape == "date" and control.kind not in _DATES) or (one.shape == "number" and control.kind not in _NUMBERS):
        score *= 0.5
    if one.shape == "text" and control.kind == "date":
        score *= 0.4
    if (one.shape == "period") != (control.kind == "daterange"):
        score *= 0.4
    return score * _section(control.section, one.root), "，".join(why) or "仅供参考"


def _section(section: str, root: str) -> float:
    """A heading that speaks of another record speaks against; most records have no heading of their own."""
    spoken = [
        (len(word), name) for name, terms in _vocabulary()["sections"].items() for word in terms if word in section
    ]
    about = max(spoken)[1] if spoken else None  # the longest word says most
    if about == root or (about == "applicant" and root == "contact"):
        return 1.0
    if about is None:
        return 0.7 if root in ("row", "pickup") else 0.97
    return 1.0 if root == "theme" and about == "project" else 0.6


def _proposal(control: ObservedControl, one: _Field, score: float, why: str, dictionaries: Dictionaries) -> Proposal:
    made = Proposal(one.path, one.title, round(min(score, 0.99), 2), why)
    if not control.options or not (one.dictionary or one.flag):
        return made if not one.dictionary else _with(made, dictionary=one.dictionary)
    known = _labels_of(one, dictionaries)
    by_label = {_option(text): code for code, text in known.items()}
    pairs = {by_label[_option(text)]: text for text in control.options if _option(text) in by_label}
    if pairs and all(text == f"{code} {known[code]}" for code, text in pairs.items()):
        shown = _with(made, dictionary=one.dictionary, shown="{code} {label}")
        return _with(shown, open_codes=tuple(f"{code} {text}" for code, text in known.items() if code not in pairs))
    if one.flag:
        vocabulary = _vocabulary()["bool"]
        pairs = {
            code: text
            for code, names in (("1", vocabulary["yes"]), ("0", vocabulary["no"]))
            for text in control.options
            if text in names
        }
    open_options = tuple(text for text in control.options if text not in pairs.values())
    open_codes = tuple(f"{code} {text}" for code, text in known.items() if code not in pairs)
    same = all(known.get(code) == text for code, text in pairs.items()) and not (open_options and open_codes)
    if same and one.dictionary:
        return _with(made, dictionary=one.dictionary, open_codes=open_codes, open_options=open_options)
    return _with(made, labels=pairs, open_codes=open_codes, open_options=open_options)


def _with(made: Proposal, **more: Any) -> Proposal:
    return Proposal(**{**made.__dict__, **more})


def _labels_of(one: _Field, dictionaries: Dictionaries) -> Mapping[str, str]:
    if one.flag:
        return {"1": "是", "0": "否"}
    return dictionaries.get(one.dictionary, {})


def _common(options: Sequence[str], labels: Mapping[str, str]) -> tuple[float | None, int]:
    """How much of the options and the labels is the same, and how many that are; None where there is no telling."""
    if len(options) < 2 or not labels:
        return None, 0
    ours, theirs = {_option(one) for one in labels.values()}, {_option(one) for one in options}
    return len(ours & theirs) / min(len(ours), len(theirs)), len(ours & theirs)


def _option(text: str) -> str:
    """Options may carry their code in front: `01 新建`."""
    return re.sub(r"^[0-9A-Z]+[\s.、\-]+", "", unicodedata.normalize("NFKC", text).strip()).replace(" ", "")


def _block(section: str) -> str:
    return re.sub(r"[\s\d一二三四五六七八九十]+$", "", section)


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _fields() -> tuple[_Field, ...]:
    """Every field of a filing that a portal's form may ask for."""
    return tuple(_every())


def _every() -> Iterator[_Field]:
    yield _field("theme", Filing.model_fields["theme"])
    # two days of the project in one control
    yield _Field(PERIOD, "拟开工至拟建成时间", tuple(_vocabulary()["same"]["period"]), "", False, "period")
    for root, model in _ROOTS:
        for name, info in model.model_fields.items():
            if name not in _NOT_ON_FORMS:
                yield _field(f"{root}.{name}", info)


def _field(path: str, info: FieldInfo) -> _Field:
    title = info.title or path
    shape = _shape(info.annotation)
    dictionary = extra_of(info, "dictionary")
    names = (title, *_vocabulary()["same"].get(path, ()))
    return _Field(path, title, names, dictionary, shape == "bool", shape)


def _shape(annotation: Any) -> str:
    shape = repr(annotation)
    return next((name for word, name in _SHAPES if word in shape), "text")


_SHAPES = (("bool", "bool"), ("datetime.date", "date"), ("Decimal", "number"))
