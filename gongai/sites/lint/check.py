"""Whether a site's profile and catalogue fit each other and our records: gaps found at the desk, not at the portal."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongai.records.finding import Finding
from gongai.sites.actions import ApplicantAction, ChooseAction, ChooserAction
from gongai.sites.lint import flow, labels, names, reads, syntax
from gongai.sites.lint.findings import actions, stop, warn

if TYPE_CHECKING:
    from gongai.records.catalogue import Catalogue
    from gongai.sites import Site
    from gongai.sites.site_profile import Profile

_HOUR = re.compile(r"\d{2}:\d{2}-\d{2}:\d{2}")


def findings(site: "Site") -> list[Finding]:
    """Everything found offline; those of level `stop` would fail a filing."""
    profile, catalogue = site.profile, site.catalogue
    return [
        *syntax.findings(profile),
        *names.findings(profile),
        *labels.findings(profile, catalogue),
        *_places(profile),
        *flow.findings(profile, catalogue),
        *reads.findings(profile),
        *_catalogue(profile, catalogue),
        *_limits(profile),
    ]


def _places(profile: "Profile") -> Iterator[Finding]:
    """Required fields of the project and the applicant that the form has no place for."""
    from gongai.records.label import extra_of
    from gongai.records.party import Contact, Party, Pickup
    from gongai.records.project import Project

    placed = " ".join(spec.source for spec in profile.fields.values())
    placed += " " + " ".join(profile.facts.values())
    for _at, _kind, action in actions(profile):  # the applicant is chosen by its name; what is chosen is placed too
        if isinstance(action, ApplicantAction):
            placed += " applicant.name"
        elif isinstance(action, ChooseAction | ChooserAction):
            placed += f" {action.option}"
    records = (("project", Project), ("applicant", Party), ("contact", Contact), ("pickup", Pickup))
    for root, model in records:
        for name, info in model.model_fields.items():
            # R is demanded by the portal's form; R* is our own demand and may have no place there
            if extra_of(info, "need") == "R" and not re.search(rf"\b{root}\.{name}\b", placed):
                yield warn(
                    f"{root}.{name} {info.title}",
                    "",
                    "表单必填，但平台配置中没有它的位置",
                    "请核对页面，必要时补充 fields",
                )


def _catalogue(profile: "Profile", catalogue: "Catalogue") -> Iterator[Finding]:
    if catalogue.site != profile.key and catalogue.site != profile.extends:
        yield warn("catalogue.site", catalogue.site, f"与平台 {profile.key} 不一致", "请核对是否用错了目录")
    places = {f"stage{stage.no}" for stage in catalogue.stages} | {item.code for item in catalogue.items()}
    asked: dict[tuple[str, str], str] = {}
    for question in catalogue.questions:
        if question.at not in places:
            yield stop(f"questions.{question.id}", question.at, "问题所在的阶段或事项不存在", "请改正 at")
        first = asked.setdefault((question.at, question.ask), question.id)
        if first != question.id:
            yield stop(f"questions.{question.id}", question.ask, f"与问题 {first} 的文字相同，页面上无法区分", "请核对")
    for item in catalogue.items():
        names = [row.name for row in item.materials]
        for name in sorted({one for one in names if names.count(one) > 1}):
            rows = [row for row in item.materials if row.name == name]
            if sum(row.only_with is None for row in rows) > 1:
                yield stop(f"事项 {item.code}", name, "同名材料出现两次，无法对应平台的行", "请改成平台上的全称")
        if item.one_form and not item.form_fields:
            yield warn(f"事项 {item.code}", item.name, "有一张表单，但没有列出必填栏目", "请补充 form_fields")
    for theme in catalogue.themes:
        if not any(theme.id in item.themes for item in catalogue.items()):
            yield warn(f"主题 {theme.id}", theme.name, "没有任何事项适用这个主题", "请核对")


def _limits(profile: "Profile") -> Iterator[Finding]:
    hours = profile.limits.hours
    if hours and not _HOUR.fullmatch(hours):
        yield stop("limits.hours", hours, "时段应写成 HH:MM-HH:MM", "如 08:30-17:30")
    if profile.session.filing_needs_minutes >= profile.session.minutes:
        yield stop(
            "session.filing_needs_minutes",
            f"{profile.session.filing_needs_minutes:g}",
            f"不小于会话时长 {profile.session.minutes:g} 分钟，任何申报都不会开始",
            "请改小",
        )
