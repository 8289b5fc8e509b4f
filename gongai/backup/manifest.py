"""What a backup says of itself: which members it has, and what each must be."""

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from gongai.errors import ConfigError
from gongai.records.base import Record

FORMAT = 1
NAME = "manifest.json"
DATABASES = {"sqlite": "database/gongai.db", "postgresql": "database/gongai.pgdump"}
SETTINGS = "settings/gongai.toml"
EVIDENCE = "evidence/"
SITES = "sites/"
SITES_DIR = "sites_dir/"
"""Profiles that lie outside the home folder, where the settings say so."""


class Member(Record):
    size: int
    sha256: str


class Manifest(Record):
    """The first thing that is read of a backup, and the last that is written."""

    format: int = FORMAT
    program: Annotated[str, Field(description="version of gongai that made it")]
    made_ms: Annotated[int, Field(description="when the database was copied")]
    database: Literal["sqlite", "postgresql"]
    revision: Annotated[str, Field(description="version of the database's tables")]
    key_id: Annotated[str, Field(description="name of the key that opens its vault; the key itself is not in it")]
    filings: int
    members: dict[str, Member]

    @property
    def database_member(self) -> str:
        return DATABASES[self.database]

    @property
    def evidence_files(self) -> int:
        return sum(name.startswith(EVIDENCE) for name in self.members)


def read(content: bytes) -> Manifest:
    """Raises `ConfigError` where it is not one, or of a newer program."""
    try:
        found = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise ConfigError("清单无法识别：文件已损坏，或不是 gongai 的备份") from error
    if found.format != FORMAT:
        raise ConfigError(f"备份格式 {found.format} 无法识别，请用新版 gongai")
    for name in found.members:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or "\\" in name or not parts or ".." in parts:
            raise ConfigError(f"备份中有不该有的文件名：{name!r}。不能恢复")
    return found
