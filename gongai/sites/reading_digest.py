"""What makes two ways of reading a list the same: where it is asked for, and by which columns its rows are told."""

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongai.sites.lists import Listing
    from gongai.sites.site_profile import Profile


def digest_of(profile: "Profile", listing: "Listing") -> str:
    """Parameters belong to it: a tab that is mistyped shows nothing for ever, however its sister is read."""
    way = {
        "at": profile.base_url,
        "call": listing.call.model_dump(mode="json"),
        "answer": None if listing.call.html else profile.answer.model_dump(mode="json"),
        "columns": [getattr(listing, name) for name in ("rows", "id", "project_code", "items")],
    }
    return hashlib.sha256(json.dumps(way, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
