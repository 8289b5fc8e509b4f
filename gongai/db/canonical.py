"""The one way a record is written down for hashing."""

import json
from typing import Any


def canonical(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
