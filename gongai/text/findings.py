"""Findings as lines that a terminal and a page share."""

from gongai.records.finding import Finding

MARKS = {"ok": "✓", "warn": "!", "stop": "✗"}
"""Before whatever was looked at: all is well, somebody should look, refused."""


def two_lines(finding: Finding) -> tuple[str, str]:
    """Where and what; then the rule and what to do."""
    where = f"{MARKS[finding.level]} {_counted(finding.field)}"
    return f"{where}：{finding.value}" if finding.value else where, f"{finding.rule}。{finding.remedy}"


def one_line(finding: Finding) -> str:
    return f"{MARKS[finding.level]} {finding.model_copy(update={'field': _counted(finding.field)})}"


def _counted(field: str) -> str:
    """With the place in a list as people count it: the path itself counts from 0, as the file does."""
    path, _, label = field.partition(" ")
    places = [f"第 {int(part) + 1} 项" for part in path.split(".") if part.isdecimal()]
    return f"{path} {label}（{'、'.join(places)}）" if places and label else field
