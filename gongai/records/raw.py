"""Names for data that nobody has looked through yet."""

from typing import Any

Raw = Any
"""What a portal answered, or a part of it: JSON, or what was taken from a page. The only thing that crosses the border
of a module untyped; `sites.paths` and the mappers read it."""
