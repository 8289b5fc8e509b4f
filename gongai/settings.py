"""
Every setting, its default and its meaning. Nothing else reads the environment.

The environment (`GONGAI_*`, nested with `__`) wins over `gongai.toml` in the home folder. A bad value stops the program
and says which values are allowed. A table and what explains it to people, hence its length.
"""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from gongai import input_file, redact
from gongai.errors import ConfigError
from gongai.files import private

FILE = "gongai.toml"
PREFIX = "GONGAI_"
KEY_NAME = "gongai.key"
"""Name of the key file in the home folder, and of the systemd credential."""

_TYPES: dict[Any, str] = {
    bool: "true 或 false",
    int: "整数",
    float: "数字",
    str: "文本",
    Path: "路径",
    SecretStr: "文本",
}


class Webhook(BaseModel):
    """Where results are pushed to besides the local queue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(default="", pattern=r"^(https?://\S+)?$", description="结果推送地址（http/https）；空 = 不推送")
    secret: SecretStr = Field(default=SecretStr(""), description="推送签名密钥（HMAC-SHA256）；空 = 不签名")


class Settings(BaseSettings):
    """One table: each setting with default and meaning."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", validate_default=True)

    home: Path = Field(description="数据文件夹，由环境变量 GONGAI_HOME 或命令行指定；默认 ~/.gongai")
    database_url: str = Field(
        default="", description="数据库地址；空 = 数据文件夹中的 gongai.db（SQLite）。多台机器共用时填 PostgreSQL 地址"
    )
    workers: int = Field(default=1, ge=1, le=64, description="同时办理的进程数")
    lease_s: float = Field(default=90, ge=1, le=3600, description="多少秒没有心跳即认为办理进程已失联")
    beat_s: float = Field(
        default=10, ge=0.05, le=1200, description="办理进程的心跳间隔（秒），不大于 lease_s 的三分之一"
    )
    poll_s: float = Field(default=1, ge=0.01, le=3600, description="空闲时查看队列的间隔（秒）")
    settle_s: float | None = Field(
        default=None, ge=0, le=86400, description="提交结果不明后，至少等多少秒才可断定平台没有收到；空 = 按平台配置"
    )
    max_attempts: int = Field(default=3, ge=1, le=20, description="技术原因失败时最多办理几次，之后转人工复核")
    max_trips: int = Field(default=2, ge=1, le=10, description="同一件最多几次结果不明，之后转人工复核")
    track_every: float = Field(default=30, gt=0, le=10080, description="已提交的申报件多少分钟查询一次进度")
    browser_path: Path | None = Field(default=None, description="浏览器程序路径；空 = 自动查找")
    browser_args: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="附加的浏览器启动参数；环境变量中以空格分隔"
    )
    headless: bool = Field(default=True, description="true = 浏览器不显示窗口")
    ca_file: Path | None = Field(
        default=None,
        description="另外信任的 CA 证书（PEM，可有多张），用于单位或专网自建机构签发的平台证书；空 = 只信任公共机构",
    )
    proxy: str = Field(
        default="",
        pattern=r"^(http://[^\s/]+/?)?$",
        description="访问平台用的代理，如 http://10.0.0.1:3128，浏览器和程序自己的请求都走它；空 = 直连",
    )
    sites_dir: Path | None = Field(default=None, description="存放本单位自有平台配置（TOML）的文件夹；空 = 只用自带的")
    anchors_dir: Path | None = Field(
        default=None, description="另存一份留痕封存的文件夹（宜在另一块盘上），用来发现数据库被换成旧的；空 = 不另存"
    )
    results_drop: Path | None = Field(default=None, description="把办理结果另存为 JSON 文件的文件夹；空 = 不另存")
    min_free_mb: int = Field(default=200, ge=0, description="磁盘剩余空间低于多少 MB 时不再开始办理、不再提交")
    key_file: Path | None = Field(
        default=None, description=f"密码库密钥文件；空 = systemd 凭据 {KEY_NAME}，没有时用数据文件夹中的 {KEY_NAME}"
    )
    cipher: Literal["AES-256-GCM", "SM4-GCM"] = Field(default="AES-256-GCM", description="密码库加密算法")
    log_json: bool | None = Field(default=None, description="日志用 JSON 格式；空 = 终端上用易读格式，其余用 JSON")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="日志级别")
    results_webhook: Webhook = Field(default=Webhook(), description="办理结果推送")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load` puts the sources together itself, from the environment it is given
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _under_home(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values.get("home"):
            return values
        home = Path(values["home"]).expanduser().absolute()
        optional = {name for name, field in cls.model_fields.items() if field.default is None}
        given = {name: value for name, value in values.items() if not (value == "" and name in optional)}
        for name in ("browser_path", "ca_file", "sites_dir", "anchors_dir", "results_drop", "key_file"):
            if isinstance(given.get(name), str | Path):
                given[name] = home / Path(given[name]).expanduser()
        return {**given, "home": home, "database_url": given.get("database_url") or f"sqlite:///{home / 'gongai.db'}"}

    @field_validator("browser_args", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(shlex.split(value)) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _beats_within_lease(self) -> "Settings":
        if self.beat_s * 3 > self.lease_s:
            raise ConfigError(
                f"设置项 beat_s（{self.beat_s:g}）过大：应不大于 lease_s（{self.lease_s:g}）的三分之一，"
                "否则正常的办理进程会被误判为失联。请调小 beat_s 或调大 lease_s"
            )
        return self

    @property
    def evidence(self) -> Path:
        return self.home / "evidence"

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def downloads(self) -> Path:
        return self.home / "downloads"

    @property
    def tmp(self) -> Path:
        return self.home / "tmp"

    @property
    def key_path(self) -> Path:
        return self.key_file or self.home / KEY_NAME


@dataclass(frozen=True)
class Row:
    """One setting as documents and `gongai doctor` show it."""

    name: str
    env: str
    default: str
    allowed: str
    meaning: str
    value: str = ""


def load(home: Path | None, env: Mapping[str, str]) -> Settings:
    """Read `gongai.toml` and `env` once. Raises `ConfigError` naming the setting, its value and what is allowed."""
    folder = home or Path(env.get(f"{PREFIX}HOME") or "~/.gongai")
    folder = folder.expanduser().absolute()
    values = _merge(_from_file(folder / FILE), _from_env(env))
    credential = Path(env.get("CREDENTIALS_DIRECTORY", "")) / KEY_NAME
    if not values.get("key_file") and credential.is_absolute() and credential.is_file():
        values["key_file"] = str(credential)
    try:
        return Settings(**{**values, "home": folder})
    except ValidationError as error:
        raise ConfigError("；".join(_in_chinese(one) for one in error.errors())) from error


def prepare(home: Path) -> None:
    """Make the home folder, its subfolders and a `gongai.toml` with every setting explained. Keeps what is there."""
    made = Settings(home=home)
    for path in (made.home, made.evidence, made.inbox, made.downloads, made.tmp):
        private.folder(path)
    if not (made.home / FILE).exists():
        private.write(made.home / FILE, template().encode())


def describe(current: Settings | None = None) -> list[Row]:
    """All settings, for documents and `gongai doctor`; with their present values where `current` is given."""
    rows: list[Row] = []
    for name, field in _leaves(Settings):
        value: Any = current
        for part in name.split("."):
            value = getattr(value, part, None)
        rows.append(
            Row(
                name=name,
                env=PREFIX + name.upper().replace(".", "__"),
                default="~/.gongai" if name == "home" else _show(field.get_default(call_default_factory=True)),
                allowed=_allowed(field),
                meaning=field.description or "",
                value="" if current is None else _show(value),
            )
        )
    return rows


def template() -> str:
    """A `gongai.toml` in which every setting stands with its meaning and default, commented out."""
    lines = ["# gongai 的设置。去掉行首的 # 即生效；环境变量 GONGAI_* 优先于本文件。"]
    section = ""
    for name, field in _leaves(Settings):  # nested ones stand last there: in TOML a key after [table] belongs to it
        table, _, key = name.rpartition(".")
        if name == "home":
            continue
        if table != section:
            section = table
            lines += ["", f"[{table}]"]
        default = _toml(field.get_default(call_default_factory=True))
        lines += ["", f"# {field.description}。可填：{_allowed(field)}", f"# {key} = {default}"]
    return "\n".join(lines) + "\n"


class _GivenEnv(EnvSettingsSource):
    def __init__(self, env: Mapping[str, str]) -> None:
        self._given = {name.lower(): value for name, value in env.items() if value != ""}
        super().__init__(Settings, env_prefix=PREFIX, env_nested_delimiter="__")

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._given


def _from_env(env: Mapping[str, str]) -> dict[str, Any]:
    ours = {name: value for name, value in env.items() if name.upper().startswith(PREFIX)}
    known = {row.env for row in describe()}
    for name in ours:
        if name.upper() not in known:
            raise ConfigError(f"没有名为 {name} 的环境变量设置。{_nearest(name.upper(), known)}")
    ours.pop(f"{PREFIX}HOME", None)
    try:
        return _GivenEnv(ours)()
    except SettingsError as error:
        raise ConfigError(f"环境变量设置无法解析：{error}") from error


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = input_file.toml(path)
    except input_file.Unreadable as error:
        raise ConfigError(f"设置文件 {path} 无法读取：{error}。请改正后重试") from error
    if "home" in values:
        raise ConfigError(f"设置文件 {path} 中不能写 home：数据文件夹由环境变量 GONGAI_HOME 指定。请删去这一行")
    return values


def _merge(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(low)
    for name, value in high.items():
        below = merged.get(name)
        merged[name] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _leaves(model: type[BaseModel], above: str = "") -> Iterable[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _leaves(kind, f"{above}{name}.")
        else:
            yield above + name, field


def _allowed(field: FieldInfo) -> str:
    kind = field.annotation
    if get_origin(kind) is Literal:
        return "、".join(map(str, get_args(kind)))
    parts = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    phrases = [_TYPES.get(part, "文本列表") for part in parts if part is not type(None)]
    for bound in field.metadata:
        phrases += [f"不小于 {bound.ge}"] if isinstance(bound, Ge) else []
        phrases += [f"大于 {bound.gt}"] if isinstance(bound, Gt) else []
        phrases += [f"不大于 {bound.le}"] if isinstance(bound, Le) else []
    return "，".join(phrases) + ("，或不填" if type(None) in parts else "")


def _in_chinese(error: ErrorDetails) -> str:
    fields = dict(_leaves(Settings))
    path = [str(part) for part in error["loc"]]
    name = ".".join(path)
    while name and name not in fields and error["type"] != "extra_forbidden":
        name = name.rpartition(".")[0]  # pydantic adds the branch of a union or the index in a list
    if error["type"] == "extra_forbidden" or not name:
        return f"没有名为 {'.'.join(path)} 的设置项。{_nearest('.'.join(path), fields)}"
    field = fields[name]
    value = "（不显示）" if field.annotation is SecretStr else redact.address(repr(error["input"]))
    env = PREFIX + name.upper().replace(".", "__")
    return (
        f"设置项 {name}（{field.description}）的值 {value} 不对。允许：{_allowed(field)}。"
        f"请改正 {FILE} 或环境变量 {env}"
    )


def _nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    return f"您要写的是否为 {near[0]}？" if near else "可用的有：" + "、".join(names)


def _show(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "（已设置）" if value.get_secret_value() else ""
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | float):
        return " ".join(value) if isinstance(value, tuple) else f"{value:g}"
    return redact.address(str(value))


def _toml(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return _show(value)
    return "[]" if isinstance(value, tuple) else f'"{_show(value)}"'
