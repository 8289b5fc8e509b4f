"""Whether a site's profile and catalogue fit each other and our records: gaps found at the desk, not at the portal."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongai.record import Finding

if TYPE_CHECKING:
    from gongai.catalogue import Catalogue
    from gongai.connector.sites import Site
    from gongai.connector.sites.site_profile import Profile

_HOUR = re.compile(r"\d{2}:\d{2}-\d{2}:\d{2}")
_HOLE = re.compile(r"\{([^{}:!]+)")


def findings(site: "Site") -> list[Finding]:
    """Everything found offline; those of level `stop` would fail a filing."""
    profile, catalogue = site.profile, site.catalogue
    return [
        *_sources(profile),
        *_dictionaries(profile, catalogue),
        *_places(profile),
        *_groups(profile),
        *_states(profile),
        *_catalogue(profile, catalogue),
        *_limits(profile),
    ]


def online(site: "Site") -> Iterator[Finding]:
    """Whether anything answers at the site's address."""
    import httpx

    address = site.profile.base_url + site.profile.login.address
    try:
        answer = httpx.get(address, timeout=8, follow_redirects=True)
    except httpx.HTTPError as error:
        yield _warn("login.address", address, f"访问不到（{type(error).__name__}）", "请检查网络、VPN 或平台是否维护")
        return
    if answer.status_code >= 400:
        yield _warn("login.address", address, f"登录页应答 {answer.status_code}", "请核对地址，或稍后再试")


def _sources(profile: "Profile") -> Iterator[Finding]:
    """A field must take its value from somewhere that exists."""
    for name, spec in profile.fields.items():
        paths = _HOLE.findall(spec.source) if "{" in spec.source else [spec.source]
        for path in paths:
            if not _exists(path, profile):
                yield _stop(f"fields.{name}.source", path, "申报件中没有这个字段", "请对照 gongai schema filing 改正")


def _dictionaries(profile: "Profile", catalogue: "Catalogue") -> Iterator[Finding]:
    """Each dictionary that a field or a record names must be in the catalogue, with a label for each code."""
    for name, spec in profile.fields.items():
        if not spec.dictionary or spec.labels:
            continue
        rows = catalogue.dictionaries.get(spec.dictionary)
        if spec.dictionary == "region":
            rows = catalogue.divisions
        if not rows:
            yield _stop(
                f"fields.{name}.dictionary", spec.dictionary, "事项目录中没有这个字典", "请在 catalogue.toml 补充"
            )
        elif empty := [code for code, label in rows.items() if not label.strip()]:
            yield _stop(f"dictionaries.{spec.dictionary}", "、".join(empty), "这些代码没有页面文字", "请补填")


def _places(profile: "Profile") -> Iterator[Finding]:
    """Required fields of the project and the applicant that the form has no place for."""
    from gongai.filing import Contact, Party, Pickup, Project
    from gongai.records.label import extra_of

    placed = " ".join(spec.source for spec in profile.fields.values())
    placed += " " + " ".join(profile.facts.values())
    records = (("project", Project), ("applicant", Party), ("contact", Contact), ("pickup", Pickup))
    for root, model in records:
        for name, info in model.model_fields.items():
            # R is demanded by the portal's form; R* is our own demand and may have no place there
            if extra_of(info, "need") == "R" and not re.search(rf"\b{root}\.{name}\b", placed):
                yield _warn(
                    f"{root}.{name} {info.title}",
                    "",
                    "表单必填，但平台配置中没有它的位置",
                    "请核对页面，必要时补充 fields",
                )


def _groups(profile: "Profile") -> Iterator[Finding]:
    """A group of fields that no page fills, and a page that fills a group without fields."""
    groups = {spec.group for spec in profile.fields.values()}
    filled = {
        act.group
        for wizard in profile.wizards.values()
        for page in wizard.pages.values()
        for act in page.acts.values()
        if act.do in ("fill", "blocks")
    }
    for group in sorted(groups - filled):
        yield _stop("fields.*.group", group, "没有任何页面填写这一组栏目", "请在 wizards 的 acts 中加上 fill")
    for group in sorted(filled - groups):
        yield _stop("wizards.*.acts", group, "要填写的这一组没有栏目", "请核对组名")
    for kind in sorted({"单项", "并联"} - set(profile.wizards)):
        yield _warn("wizards", kind, "没有这种申报方式的流程", "若平台没有此方式可不填")


def _states(profile: "Profile") -> Iterator[Finding]:
    for level, table in (("application_states", profile.application_states), ("item_states", profile.item_states)):
        for code, status in table.items():
            if not status.label.strip():
                yield _stop(f"{level}.{code}", code, "状态码没有名称", "请填写平台上的文字")
            if level == "item_states" and status.national is None:
                yield _warn(f"{level}.{code}", status.label, "没有对应的国标办理状态（D23）", "能对应时请补填 national")
        if not any(one.meaning in ("agreed", "refused", "ended") for one in table.values()):
            yield _stop(level, "", "没有任何状态表示办结", "否则申报件永远不会办结，请补充")


def _catalogue(profile: "Profile", catalogue: "Catalogue") -> Iterator[Finding]:
    if catalogue.site != profile.key and catalogue.site != profile.extends:
        yield _warn("catalogue.site", catalogue.site, f"与平台 {profile.key} 不一致", "请核对是否用错了目录")
    places = {f"stage{stage.no}" for stage in catalogue.stages} | {item.code for item in catalogue.items()}
    asked: dict[tuple[str, str], str] = {}
    for question in catalogue.questions:
        if question.at not in places:
            yield _stop(f"questions.{question.id}", question.at, "问题所在的阶段或事项不存在", "请改正 at")
        first = asked.setdefault((question.at, question.ask), question.id)
        if first != question.id:
            yield _stop(
                f"questions.{question.id}", question.ask, f"与问题 {first} 的文字相同，页面上无法区分", "请核对"
            )
    for item in catalogue.items():
        names = [row.name for row in item.materials]
        for name in sorted({one for one in names if names.count(one) > 1}):
            rows = [row for row in item.materials if row.name == name]
            if sum(row.only_with is None for row in rows) > 1:
                yield _stop(f"事项 {item.code}", name, "同名材料出现两次，无法对应平台的行", "请改成平台上的全称")
        if item.one_form and not item.form_fields:
            yield _warn(f"事项 {item.code}", item.name, "有一张表单，但没有列出必填栏目", "请补充 form_fields")
    for theme in catalogue.themes:
        if not any(theme.id in item.themes for item in catalogue.items()):
            yield _warn(f"主题 {theme.id}", theme.name, "没有任何事项适用这个主题", "请核对")


def _limits(profile: "Profile") -> Iterator[Finding]:
    hours = profile.limits.hours
    if hours and not _HOUR.fullmatch(hours):
        yield _stop("limits.hours", hours, "时段应写成 HH:MM-HH:MM", "如 08:30-17:30")
    if profile.session.filing_needs_minutes >= profile.session.minutes:
        yield _stop(
            "session.filing_needs_minutes",
            f"{profile.session.filing_needs_minutes:g}",
            f"不小于会话时长 {profile.session.minutes:g} 分钟，任何申报都不会开始",
            "请改小",
        )


def _exists(path: str, profile: "Profile") -> bool:
    from gongai.filing import Filing
    from gongai.records.loading import field_at

    if path in profile.facts or "[" in path:
        return True
    parts = tuple(path.split("."))
    if parts[0] == "row":  # one record of a list that a `blocks` act goes through
        return any(field_at(Filing, (rows, *parts[1:])) is not None for rows in _lists(profile))
    if parts[0] not in Filing.model_fields:
        return parts[0] in _FACTS
    return parts[0] in ("forms", "answers") or field_at(Filing, parts) is not None


def _lists(profile: "Profile") -> set[str]:
    """The lists of a filing that some page fills block by block."""
    pages = (page for wizard in profile.wizards.values() for page in wizard.pages.values())
    return {act.rows for page in pages for act in page.acts.values() if act.do == "blocks"}


_FACTS: frozenset[str] = frozenset(
    {
        "stage_name",
        "item_name",
        "item_codes",
        "item_id",
        "item_ids",
        "item_names",
        "joint_item_ids",
        "aside_item_ids",
        "answer_ids",
        "item_answer_ids",
        "applicant_id",
    }
)
"""What attempts know besides the filing (`mappers.plan.facts_of`)."""


def _stop(field: str, value: Any, rule: str, remedy: str) -> Finding:
    return Finding(field=field, value=str(value), rule=rule, remedy=remedy)


def _warn(field: str, value: Any, rule: str, remedy: str) -> Finding:
    return Finding(field=field, value=str(value), rule=rule, remedy=remedy, level="warn")
