"""The outgoing submit request against the plan."""

import json
from collections.abc import Mapping
from typing import Any

from gongai.sites.paths import flat, holds, pluck
from gongai.sites.site_profile import BodyRule


def objections(body: Mapping[str, Any], rules: Mapping[str, BodyRule], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What in the request differs from what was meant, in Chinese; empty when it may be sent."""
    found = []
    for name, rule in rules.items():
        if not holds(rule.when, facts):
            continue
        known = pluck(facts, rule.equals)
        if known is None and rule.equals not in facts:
            found.append(f"{name}：缺少对照值 {rule.equals}")
            continue
        meant = flat(known)
        sent = _sent(body, rule)
        if sent is None:
            found.append(f"{name}：请求中的 {rule.path} 无法读懂")
        elif (sorted(sent) if rule.how != "equal" else list(sent)) != (
            sorted(meant) if rule.how != "equal" else list(meant)
        ):
            found.append(f"{name}：应为 {'、'.join(meant) or '（空）'}，请求中为 {'、'.join(sent) or '（空）'}")
    return tuple(found)


def _sent(body: Mapping[str, Any], rule: BodyRule) -> tuple[str, ...] | None:
    value = pluck(body, rule.path)
    if rule.how == "json_set" and isinstance(value, str):
        try:
            value = json.loads(value) if value else []
        except ValueError:
            return None
    if rule.how == "set" and isinstance(value, str):
        value = value.split(",")
    return flat(value)
