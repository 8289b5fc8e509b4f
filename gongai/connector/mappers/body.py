"""The outgoing submit request against the plan."""

import json
from collections.abc import Mapping, Sequence

from gongai.connector.mappers.same_value import same_values
from gongai.records.plan import PlannedComparison
from gongai.records.raw import Raw
from gongai.sites.facts import Facts
from gongai.sites.paths import flat, pluck


def objections(body: Mapping[str, Raw], planned: Sequence[PlannedComparison], facts: Facts) -> tuple[str, ...]:
    """What in the request differs from what was meant, in Chinese; empty when it may be sent."""
    found = []
    for one in planned:
        if not facts.condition_met(one.when, at=one.name):
            continue
        meant = facts.meant(one.meant)
        if meant is None:
            found.append(f"{one.name}：缺少对照值 {one.equals}")
            continue
        sent = _sent(body, one)
        if sent is None:
            found.append(f"{one.name}：请求中的 {one.path} 无法读懂")
        elif not same_values(one.kind, meant, sent, ordered=one.how == "equal"):
            found.append(f"{one.name}：应为 {'、'.join(meant) or '（空）'}，请求中为 {'、'.join(sent) or '（空）'}")
    return tuple(found)


def _sent(body: Mapping[str, Raw], planned: PlannedComparison) -> tuple[str, ...] | None:
    value = pluck(body, planned.path)
    if planned.how == "json_set" and isinstance(value, str):
        try:
            value = json.loads(value) if value else []
        except ValueError:
            return None
    if planned.how == "set" and isinstance(value, str):
        value = value.split(",")
    return flat(value)
