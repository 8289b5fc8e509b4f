"""Filings: checked, planned, queued."""

from collections.abc import Sequence

from gongai import clock as clocks
from gongai.app import App
from gongai.connector.mappers.plan import build_plan
from gongai.errors import FilingError, GongaiError
from gongai.queue import bulk
from gongai.records.actor import Actor
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.plan import Plan
from gongai.rules import filing as rules


def findings(app: App, filing: Filing, *, power: str | None = "submit") -> tuple[Finding, ...]:
    """Everything that is wrong with a filing, including that no plan can be made from it; `power` as in the rules."""
    try:
        site = app.site(filing.site)
    except GongaiError as error:
        return (Finding(field="site 平台", value=filing.site, rule=str(error), remedy="请填写已配置的平台"),)
    agreement = app.store.get_agreement(filing.agreement_no)
    found = rules.check(filing, site.catalogue, agreement, today=clocks.today(app.clock), power=power)
    if any(one.level == "stop" for one in found):
        return found
    try:
        app.accounts.check_unit(filing.site, filing.account, filing.applicant.uscc)
        build_plan(filing, site)
    except FilingError as error:
        return (*found, *error.findings)
    except GongaiError as error:
        return (
            *found,
            Finding(field="account 平台账号", value=filing.account, rule=str(error), remedy="请先录入该账号"),
        )
    return found


def plan(app: App, filing: Filing) -> Plan:
    """What would be typed and pushed. Raises `FilingError` where the portal has no place for a value."""
    return build_plan(filing, app.site(filing.site))


def add(app: App, actor: Actor, filing: Filing, *, supersedes: int | None = None) -> int:
    """Check, seal the materials and queue. Raises `FilingError` with every finding; then nothing is queued."""
    stops = [one for one in findings(app, filing) if one.level == "stop"]
    if stops:
        raise FilingError(f"申报件有 {len(stops)} 处问题，没有入队", stops)
    sealed = rules.seal(filing)
    return app.store.add(sealed, agreement_no=filing.agreement_no, by=actor.name, supersedes=supersedes)


def add_all(app: App, actor: Actor, filings: Sequence[Filing]) -> list[int]:
    """Seal and queue filings that `findings` let pass: all of them, or none (`AlreadyQueued`)."""
    sealed = [rules.seal(filing) for filing in filings]
    return bulk.add_all(app.engine, sealed, by=actor.name, at_ms=app.clock.now_ms())
