"""What was kept of each filing, and whether it is as it was written."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gongai import db, evidence
from gongai.app import App
from gongai.errors import GongaiError, UsageError
from gongai.evidence import Problem, folder_name
from gongai.evidence.verify import records
from gongai.queue import lists
from gongai.records.actor import Actor
from gongai.services import evidence_story, opening
from gongai.services.documents import Document
from gongai.services.filings import found


@dataclass(frozen=True)
class StoredFile:
    name: str
    size: int


@dataclass(frozen=True)
class Folder:
    """The evidence of one filing. `head`: the digest of its newest record, empty where there is none."""

    reference: str
    folder: str
    records: int
    head: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class Verified:
    """What was found in the evidence of one filing."""

    reference: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not any(one.level == "stop" for one in self.problems)

    def document(self) -> Document:
        return {"reference": self.reference, "ok": self.ok, "problems": self.problems}


@dataclass(frozen=True)
class Verification:
    """`register`: what was found in the register of all rows; None where only some filings were asked for."""

    filings: tuple[Verified, ...]
    register: tuple[Problem, ...] | None = None

    @property
    def broken(self) -> tuple[str, ...]:
        return tuple(sorted(one.reference for one in self.filings if not one.ok))

    @property
    def ok(self) -> bool:
        return not self.broken and not any(one.level == "stop" for one in self.register or ())

    def document(self) -> Document:
        return {
            "ok": self.ok,
            "checked": len(self.filings),
            "broken": self.broken,
            "filings": self.filings,
            "register": self.register,
        }


@dataclass(frozen=True)
class VerifiedBundle:
    """An exported file by itself. `signed_here`: by the key of this installation."""

    file: str
    ok: bool
    signed_here: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Exported:
    reference: str
    file: str
    head: str


def show(app: App, actor: Actor, reference: str) -> Folder:
    """Raises `NotAllowed` where there is no such filing."""
    row = found(app, reference).row
    folder = app.settings.evidence / folder_name(row.reference)
    with db.reading(app.engine) as connection:
        written = records(connection, row.filing_id)
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return Folder(
        reference=row.reference,
        folder=str(folder),
        records=len(written),
        head=written[-1]["digest"] if written else "",
        files=tuple(StoredFile(path.name, path.stat().st_size) for path in files),
    )


def verify(app: App, actor: Actor, references: Sequence[str] = ()) -> Verification:
    """Of these filings, or of all and the register that knows every row. Raises `NotAllowed` where one is not there."""
    rows = [found(app, one).row for one in references]
    which = [(row.filing_id, row.reference) for row in rows] or lists.names(app.engine)
    filings = tuple(Verified(reference, _problems(app, number)) for number, reference in which)
    return Verification(filings, None if references else _register(app))


def verify_bundle(actor: Actor, file: Path) -> VerifiedBundle:
    """On any machine. Its signatures can be judged only where the key is that made them. Raises `UsageError` where
    there is no such file."""
    if not file.is_file():
        raise UsageError(f"没有文件 {file}。请核对路径；这不说明留痕被改动")
    problems = tuple(one for one in evidence.verify_export(file) if one.level == "stop")
    signed_here = False
    with contextlib.suppress(GongaiError), opening.installation() as app:
        again = evidence.verify_export(file, key=app.anchor_key, record_key=app.record_key)
        signed_here = not any(one.level == "stop" for one in again)
    return VerifiedBundle(str(file), not problems, signed_here, problems)


def export(app: App, actor: Actor, reference: str, *, to: Path) -> Exported:
    """Raises `NotAllowed` where there is no such filing."""
    view = found(app, reference)
    row, root = view.row, app.settings.evidence
    key: bytes | None = None
    with contextlib.suppress(GongaiError):  # without the key everything but the signatures can be checked
        key = app.anchor_key
    with db.reading(app.engine) as connection:
        written = records(connection, row.filing_id)
        problems = tuple(evidence.verify(connection, root, row.filing_id, key=key))
    if key is None:
        problems += (Problem("签名", "导出时没有密钥，没有核验", level="warn"),)
    text = evidence_story.html(app, view, written, problems, folder=folder_name(row.reference))
    with db.reading(app.engine) as connection:
        head = evidence.export(
            connection,
            root,
            row.filing_id,
            to.absolute(),
            at_ms=app.clock.now_ms(),
            pages={evidence_story.PAGE: text},
        )
    return Exported(row.reference, str(to), head)


def _register(app: App) -> tuple[Problem, ...]:
    with db.reading(app.engine) as connection:
        found = list(evidence.check_register(connection))
        found += evidence.check_anchor_of_register(connection, app.settings.evidence, key=app.anchor_key)
    return tuple(found)


def _problems(app: App, filing_id: int) -> tuple[Problem, ...]:
    with db.reading(app.engine) as connection:
        return tuple(evidence.verify(connection, app.settings.evidence, filing_id, key=app.anchor_key))
