"""A site as people may read it: what can be filed there, and how we work with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongai.services.site_records import SiteView


def render(found: "SiteView") -> "Iterable[RenderableType]":
    from gongai.cli import tables
    from gongai.text.sites import approved, submitted

    site = found.site
    profile, catalogue = site.profile, site.catalogue
    yield tables.pairs(
        (
            ("平台", f"{site.key}　{profile.name}" + ("（虚构的示例）" if catalogue.example else "")),
            ("地址", profile.base_url),
            ("城市", f"{catalogue.city}（{catalogue.city_code}）"),
            ("配置版本", f"{profile.version}（摘要 {site.digest[:12]}）"),
            ("批准", approved(found.approved)),
            ("无人值守", "、".join(profile.unattended) or "（不允许）"),
            (
                "会话",
                f"{profile.session.minutes:g} 分钟；剩余少于 {profile.session.filing_needs_minutes:g} 分钟不开始申报",
            ),
            ("申报方式", "、".join(profile.wizards)),
            ("栏目", f"{len(profile.fields)} 个"),
            ("文件", f"{'、'.join(catalogue.limits.extensions)}；单个不超过 {catalogue.limits.max_bytes >> 20} MB"),
            ("时段", profile.limits.hours or "不限"),
            ("提交", "；".join(f"{kind}：{submitted(one)}" for kind, one in profile.wizards.items())),
            ("结果待核", f"至少等 {profile.limits.settle_s:g} 秒、看 {profile.limits.looks} 次，才断定平台没有"),
            ("已知缺陷", "\n".join(profile.defects) or "（无）"),
        )
    )
    items = tables.grid("阶段", "事项", "名称", "时限", "材料", title="事项")
    for stage in catalogue.stages:
        for one in stage.items:
            items.add_row(f"{stage.no} {stage.name}", one.code, one.name, f"{one.days} 工作日", f"{len(one.materials)}")
    yield items
    states = tables.grid("层级", "状态码", "名称", "含义", "国标", title="平台状态")
    for level, table in (("申报", profile.application_states), ("事项", profile.item_states)):
        for code, status in table.items():
            national = "" if status.national is None else str(status.national)
            states.add_row(level, code, status.label, status.meaning, national)
    yield states
