"""How a profile says what to take from a page: `th=header CSS @attribute /pattern/`, each part optional."""

import re

PICK = re.compile(
    r"(?:th=(?P<head>\S+)\s*)?(?P<css>.*?)(?:\s*@(?P<attr>[\w:-]+))?(?:(?:^|(?<=\s)|\s+)/(?P<pattern>.*)/)?"
)
