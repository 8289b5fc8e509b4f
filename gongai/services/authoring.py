"""What the writer of a profile asks for: a filing filled in as far as a page, with nothing saved. Scans: `scanning`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gongai.errors import UsageError
from gongai.services.documents import Document

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.connector.authoring.trial import Row, Tried
    from gongai.records.actor import Actor
    from gongai.records.filing import Filing

OK = "相符"
"""The result of a row whose value the page holds as planned."""

Shown = str | list[str]
"""A value as people may read it: ID and phone numbers masked."""


@dataclass(frozen=True)
class TriedRow:
    """One planned value beside what the page held after filling."""

    page: str
    section: str
    label: str
    planned: Shown
    held: Shown | None
    result: str
    why: str


@dataclass(frozen=True)
class Unplaced:
    """A control of the page that the profile does not speak of."""

    section: str
    label: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Trial:
    """How far a try went, and what was seen on the way."""

    site: str
    account: str
    until: str
    reached: str  # title of the last page that was worked on
    complete: bool  # it came to the end of the page that was asked for
    ok: bool
    ended: str  # why it went no further
    rows: tuple[TriedRow, ...]
    unplaced: tuple[Unplaced, ...]
    stopped: tuple[str, ...]  # writes that the pages tried to make
    screenshots: tuple[Path, ...]
    folder: Path

    @property
    def agreeing(self) -> int:
        """How many values the page held as planned."""
        return sum(row.result == OK for row in self.rows)

    def document(self) -> Document:
        """For programs."""
        return {key: value for key, value in asdict(self).items() if key != "screenshots"}


def filing_of(app: "App", actor: "Actor", name: str) -> "Filing":
    """By the name of a file, or as a queued one by its 申报件号. Raises `UsageError` where there is neither."""
    from gongai.records.filing import read_filing

    file = Path(name).expanduser()
    if file.is_file():
        return read_filing(str(file))
    found = app.store.get(name)
    if found is None:
        raise UsageError(f"没有这个文件，也没有这个申报件号：{name}")
    return found.filing


def try_(
    app: "App",
    actor: "Actor",
    site: str,
    filing: "Filing",
    *,
    until: str,
    account: str = "",
    out: Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> Trial:
    """
    Fill `filing` in at `site`, as far as the page `until`, as `account` (else the filing's own).

    Nothing is saved, nothing submitted. Raises `NotAllowed` while somebody works with the account.
    """
    from gongai.clock import at
    from gongai.files import private

    meant = filing.model_copy(update={"site": site, "account": account or filing.account})
    folder = out or app.settings.home / "tries" / _named(site, at(app.clock.now_ms()))
    folder = private.folder(folder.expanduser().resolve())
    screenshots: list[Path] = []

    def store(name: str, image: bytes) -> None:
        place = folder / f"{len(screenshots) + 1:02}-{_file_name(name)}.png"
        screenshots.append(place)
        private.write(place, image)

    tried = _tried(app, meant, until, store, progress)
    return _trial(meant, until, tried, screenshots, folder)


def _tried(
    app: "App",
    filing: "Filing",
    until: str,
    store: Callable[[str, bytes], None],
    progress: Callable[[str], None],
) -> "Tried":
    from gongai.connector import browser as browsers
    from gongai.connector.authoring import trial
    from gongai.connector.network import network_of
    from gongai.connector.session import Logins
    from gongai.queue.account_usage import require_free

    site = app.site(filing.site)
    app.accounts.get(filing.site, filing.account)
    trial.step_of(filing, site, until)  # before a browser is started
    blocker = trial.write_blocker_of(site.profile)
    with browsers.launch(app.settings) as browser:
        logins = Logins(
            browser,
            site.profile,
            app.accounts,
            app.clock,
            login=filing.account,
            prepare=blocker.watch,
            store_captcha=lambda _image: "",  # a captcha is for `login assist`
            network=network_of(app.settings),
        )
        # as late as can be: a worker who logs in after us takes over the session that we leave
        require_free(app.engine, filing.site, filing.account)
        progress(f"以 {filing.site}/{filing.account} 登录，填到“{until}”；不保存，不提交……")
        return trial.run(logins, blocker, site, filing=filing, until=until, store=store)


def _trial(filing: "Filing", until: str, tried: "Tried", screenshots: Sequence[Path], folder: Path) -> Trial:
    return Trial(
        site=filing.site,
        account=filing.account,
        until=until,
        reached=tried.reached,
        complete=tried.complete,
        ok=tried.good,
        ended=tried.ended,
        rows=tuple(_row(row) for row in tried.rows),
        unplaced=tuple(Unplaced(one.section, one.label, one.kind.value, one.required) for one in tried.unplaced),
        stopped=tuple(tried.stopped),
        screenshots=tuple(screenshots),
        folder=folder,
    )


def _row(row: "Row") -> TriedRow:
    from gongai.redact import scrub
    from gongai.text.plan_data import masked_value

    return TriedRow(
        page=row.page,
        section=row.section,
        label=row.label,
        planned=masked_value(row.planned, row.source),
        held=None if row.held is None else masked_value(row.held, row.source),
        result=row.result,
        why=scrub(row.why),
    )


def _named(site: str, when: datetime) -> str:
    return f"{site}-{when:%Y%m%d-%H%M%S}"


def _file_name(name: str) -> str:
    return "".join("_" if one in '\\/:*?"<>|' else one for one in name)[:60]
