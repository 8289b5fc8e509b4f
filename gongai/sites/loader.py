"""Reading a site's folder: `profile.toml` (may extend another site's), accepted changes, and `catalogue.toml`."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gongai import input_file
from gongai.errors import ConfigError
from gongai.records.catalogue import Catalogue, read_catalogue
from gongai.sites import complaints
from gongai.sites.site_profile import Profile

PACKAGED = Path(__file__).parent / "packaged"
"""The folder of the profiles that come with the package."""
CHANGES = "changes"
"""The subfolder of a site's folder with the changes that supervisors have accepted (`NNNN.toml`)."""


@dataclass(frozen=True)
class Site:
    """One portal: how it works, what can be filed there, and the digest of both as they are used: what is inherited,
    accepted changes and the installation's settings included. A supervisor's approval is of this digest.
    """

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
    data = _merged(key, folders, seen=())
    for path in changes(key, folders):
        data = _merge(data, _read(path))
    data = _merge(data, dict(overrides or {}))
    data["key"] = key
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        places = complaints.message(error, list(_files(key, folders)))
        raise ConfigError(f"平台配置 {key} 有误：{places}。请按 docs/site-profile.md 修改") from error
    # a catalogue that was inherited serves this site as well
    catalogue = read_catalogue(_catalogue(key, folders)).model_copy(update={"site": key})
    # unsorted: the order of acts and pages is part of what a profile says
    text = json.dumps([data, catalogue.model_dump(mode="json")], ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Site(profile, catalogue, digest)


def changes(key: str, folders: Sequence[Path] = ()) -> list[Path]:
    """The accepted changes of a site, oldest first. They are its own: a site that extends it does not inherit them."""
    return [path for folder in folders for path in sorted((folder / key / CHANGES).glob("*.toml"))]


def _files(key: str, folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The files that a profile is put together from, the last word first."""
    for path in reversed(changes(key, folders)):
        yield path, _read(path)
    while (found := _find(key, "profile.toml", folders)) is not None:
        data = _read(found)
        yield found, data
        parent = data.get("extends")
        if not parent:
            return
        folders = () if parent == key else folders
        key = str(parent)


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
    """The site's own catalogue, that of the site it names, or that of the site it extends."""
    while True:
        path = _find(key, "catalogue.toml", folders)
        if path is not None:
            return path
        profile = _find(key, "profile.toml", folders)
        declared = _read(profile) if profile else {}
        parent = declared.get("catalogue") or declared.get("extends")
        if not parent:
            raise ConfigError(f"平台 {key} 缺少 catalogue.toml（事项与材料目录）")
        key = str(parent)


def _find(key: str, name: str, folders: Sequence[Path]) -> Path | None:
    return next((path for folder in (*folders, PACKAGED) if (path := folder / key / name).is_file()), None)


def _read(path: Path) -> dict[str, Any]:
    try:
        return input_file.toml(path)
    except input_file.Unreadable as error:
        raise ConfigError(f"平台配置无法读取：{path}（{error}）。请改正后再试") from error


def _merge(base: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in change.items():
        old = merged.get(name)
        merged[name] = _merge(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return merged
