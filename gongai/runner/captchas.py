"""The picture of a captcha that belongs to no filing: where it lies until a person has read it."""

from pathlib import Path

from gongai.files import private
from gongai.settings import Settings


def store(settings: Settings, site: str, login: str, image: bytes) -> Path:
    """One for each account: a newer one takes the place of the older."""
    place = private.folder(settings.tmp) / f"验证码-{site}-{private.name_part(login)}.png"
    private.write(place, image)
    return place
