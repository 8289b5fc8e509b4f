"""Names for data that nobody has looked through yet."""

from collections.abc import Mapping
from typing import Any

Raw = Any
"""What a portal answered, or a part of it: JSON, or what was taken from a page. The only thing that crosses the border
of a module untyped; `sites.paths` and the mappers read it."""

Noted = Mapping[str, Raw]
"""What a step leaves for the journal: plain data by name."""
