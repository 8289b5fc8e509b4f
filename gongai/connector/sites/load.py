"""Reading a site's folder: `profile.toml` (may extend another site's) and `catalogue.toml`."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gongai.catalogue import Catalogue, read_catalogue
from gongai.connector.sites.site_profile import Profile
from gongai.errors import ConfigError

PACKAGED = Path(__file__).parent
"""The folder of the profiles that come with the package."""


@dataclass(frozen=True)
class Site:
    """One portal: how it works, what can be filed there, and the digest that says which version of both was used."""

    profile: Profile
    catalogue: Catalogue
    digest: str

    @property
    def key(self) -> str:
        return self.profile.key


def names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The sites that can be loaded."""
    found = {path.parent.name for folder in (*folders, PACKAGED) for path in folder.glob("*/profile.toml")}
    return tuple(sorted(found))


def load(key: str, folders: Sequence[Path] = (), *, overrides: Mapping[str, Any] | None = None) -> Site:
    """Load one site. `folders` are searched before the packaged ones; `overrides` come from the installation's settings
    (for example the address). Raises `ConfigError` naming file, key and rule.
    """
    merged = _merged(key, folders, seen=())
    data = _merge(merged, dict(overrides or {}))
    data["key"] = key
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        places = "；".join(f"{'.'.join(map(str, e['loc']))}：{e['msg']}" for e in error.errors()[:8])
        raise ConfigError(f"平台配置 {key}/profile.toml 有误：{places}。请按 docs/site-profile.md 修改") from error
    # a catalogue that was inherited serves this site as well
    catalogue = read_catalogue(_catalogue(key, folders)).model_copy(update={"site": key})
    digest = hashlib.sha256(
        json.dumps([merged, catalogue.model_dump(mode="json")], sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    return Site(profile, catalogue, digest)


def _merged(key: str, folders: Sequence[Path], *, seen: tuple[str, ...]) -> dict[str, Any]:
    if seen[-1:] == (key,):  # a folder of the installation changes the packaged profile of the same name
        folders = ()
    elif key in seen:
        raise ConfigError(f"平台配置互相继承成环：{' → '.join((*seen, key))}。请去掉其中一个 extends")
    path = _find(key, "profile.toml", folders)
    if path is None:
        known = "、".join(names(folders)) or "（无）"
        raise ConfigError(f"没有名为 {key} 的平台。现有：{known}。请检查申报件的 site 或设置 sites_dir")
    data = _read(path)
    parent = data.get("extends")
    return _merge(_merged(parent, folders, seen=(*seen, key)), data) if parent else data


def _catalogue(key: str, folders: Sequence[Path]) -> Path:
    """The site's own catalogue, or that of the site it extends."""
    while True:
        path = _find(key, "catalogue.toml", folders)
        if path is not None:
            return path
        profile = _find(key, "profile.toml", folders)
        parent = _read(profile).get("extends") if profile else None
        if not parent:
            raise ConfigError(f"平台 {key} 缺少 catalogue.toml（事项与材料目录）")
        key = str(parent)


def _find(key: str, name: str, folders: Sequence[Path]) -> Path | None:
    return next((path for folder in (*folders, PACKAGED) if (path := folder / key / name).is_file()), None)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} 不是有效的 TOML 文件：{error}") from error


def _merge(base: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in change.items():
        old = merged.get(name)
        merged[name] = _merge(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return merged
