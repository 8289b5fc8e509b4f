"""Findings as lines that a terminal and a page share."""

from gongai.records.finding import Finding

MARKS = {"ok": "✓", "warn": "!", "stop": "✗"}
"""Before whatever was looked at: all is well, somebody should look, refused."""


def two_lines(finding: Finding) -> tuple[str, str]:
    """Where and what; then the rule and what to do."""
    where = f"{MARKS[finding.level]} {finding.field}"
    return f"{where}：{finding.value}" if finding.value else where, f"{finding.rule}。{finding.remedy}"


def one_line(finding: Finding) -> str:
    return f"{MARKS[finding.level]} {finding}"
