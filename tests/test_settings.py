"""Settings: one table, read once, and a bad value stops the program with the allowed ones."""

import stat
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from gongai import settings
from gongai.errors import ConfigError


def test_an_empty_home_gives_the_defaults(tmp_path: Path) -> None:
    found = settings.load(tmp_path, {})
    assert (found.workers, found.lease_s, found.beat_s) == (1, 90, 10)
    assert found.database_url == f"sqlite:///{tmp_path}/gongai.db"
    assert found.evidence == tmp_path / "evidence"


def test_the_home_comes_from_the_caller_then_from_the_environment(tmp_path: Path) -> None:
    assert settings.load(None, {"GONGAI_HOME": str(tmp_path)}).home == tmp_path
    assert settings.load(tmp_path / "a", {"GONGAI_HOME": str(tmp_path)}).home == tmp_path / "a"


def test_the_environment_wins_over_the_file_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "gongai.toml").write_text(
        'workers = 2\nmax_trips = 4\n[results_webhook]\nurl = "http://127.0.0.1/a"\nsecret = "from-file"\n'
    )
    env = {"GONGAI_WORKERS": "3", "GONGAI_RESULTS_WEBHOOK__SECRET": "from-env"}
    found = settings.load(tmp_path, env)
    assert (found.workers, found.max_trips) == (3, 4)
    assert found.results_webhook.url == "http://127.0.0.1/a"
    assert found.results_webhook.secret.get_secret_value() == "from-env"


def test_browser_arguments_are_split_at_blanks(tmp_path: Path) -> None:
    found = settings.load(tmp_path, {"GONGAI_BROWSER_ARGS": '--a "--b=c d"'})
    assert found.browser_args == ("--a", "--b=c d")


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"GONGAI_WORKERS": "many"}, ("workers", "'many'", "整数", "不小于 1", "GONGAI_WORKERS")),
        ({"GONGAI_WORKERS": "0"}, ("workers", "'0'", "不小于 1")),
        ({"GONGAI_LOG_LEVEL": "LOUD"}, ("log_level", "'LOUD'", "DEBUG、INFO、WARNING、ERROR")),
        ({"GONGAI_CIPHER": "DES"}, ("cipher", "AES-256-GCM、SM4-GCM")),
        ({"GONGAI_HEADLESS": "perhaps"}, ("headless", "true 或 false")),
        ({"GONGAI_SETTLE_S": "-1"}, ("settle_s", "'-1'", "不小于 0")),
        ({"GONGAI_BEAT_S": "80"}, ("beat_s", "80", "lease_s", "三分之一")),
        ({"GONGAI_RESULTS_WEBHOOK__URL": "ftp://x"}, ("results_webhook.url", "ftp://x", "http")),
        ({"GONGAI_WORKRS": "1"}, ("GONGAI_WORKRS", "GONGAI_WORKERS")),
        ({"GONGAI_RESULTS_WEBHOOK__URI": "1"}, ("GONGAI_RESULTS_WEBHOOK__URI", "GONGAI_RESULTS_WEBHOOK__URL")),
    ],
)
def test_a_bad_value_is_refused_with_its_name_and_what_is_allowed(
    tmp_path: Path, env: dict[str, str], expected: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as raised:
        settings.load(tmp_path, env)
    for text in expected:
        assert text in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("workrs = 1", "workers"),
        ("[results_webhook]\nuri = 'x'", "results_webhook.url"),
        ("workers = [1]", "整数"),
        ("home = '/x'", "GONGAI_HOME"),
        ("workers =", "无法读取"),
    ],
)
def test_a_bad_file_is_refused_and_the_remedy_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "gongai.toml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        settings.load(tmp_path, {})


def test_a_bad_secret_is_not_repeated_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "gongai.toml").write_text("[results_webhook]\nsecret = [ 'hush-hush' ]")
    with pytest.raises(ConfigError) as raised:
        settings.load(tmp_path, {})
    assert "hush-hush" not in str(raised.value)


def test_settings_do_not_change_once_read(tmp_path: Path) -> None:
    found = settings.load(tmp_path, {})
    with pytest.raises(ValidationError):
        found.workers = 9


def test_preparing_makes_folders_only_the_owner_can_open_and_keeps_a_file_that_is_there(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    settings.prepare(home)
    for folder in (home, home / "evidence", home / "inbox", home / "downloads", home / "tmp"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    file = home / "gongai.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("workers = 2\n")
    settings.prepare(home)
    assert settings.load(home, {}).workers == 2


def test_the_template_is_valid_as_it_stands_and_with_every_line_switched_on(tmp_path: Path) -> None:
    file = tmp_path / "gongai.toml"
    file.write_text(settings.template())
    assert settings.load(tmp_path, {}) == settings.load(tmp_path / "none", {}).model_copy(
        update={"home": tmp_path, "database_url": f"sqlite:///{tmp_path}/gongai.db"}
    )
    lines = [line[2:] if " = " in line and "。" not in line else line for line in settings.template().splitlines()]
    file.write_text("\n".join(lines))
    assert "workers" in tomllib.loads(file.read_text())
    assert settings.load(tmp_path, {}).workers == 1


def test_every_setting_has_a_meaning_and_says_what_is_allowed() -> None:
    rows = settings.describe()
    assert {"home", "database_url", "results_webhook.secret"} <= {row.name for row in rows}
    assert all(row.meaning and row.allowed and row.env.startswith("GONGAI_") for row in rows)


def test_the_description_hides_secrets(tmp_path: Path) -> None:
    env = {
        "GONGAI_RESULTS_WEBHOOK__SECRET": "hush-hush",
        "GONGAI_DATABASE_URL": "postgresql+psycopg://gongai:hush-hush@db/gongai",
    }
    rows = settings.describe(settings.load(tmp_path, env))
    assert "hush-hush" not in repr(rows)
    assert {row.name: row.value for row in rows}["results_webhook.secret"] == "（已设置）"


def test_a_systemd_credential_is_the_key_file_where_none_is_set(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    env = {"CREDENTIALS_DIRECTORY": str(folder)}
    assert settings.load(tmp_path, env).key_path == tmp_path / "gongai.key"
    (folder / "gongai.key").write_text("x")
    assert settings.load(tmp_path, env).key_path == folder / "gongai.key"
    assert settings.load(tmp_path, env | {"GONGAI_KEY_FILE": "own.key"}).key_path == tmp_path / "own.key"


@pytest.mark.parametrize(
    ("name", "value"),
    [("SETTLE_S", "inf"), ("SETTLE_S", "nan"), ("POLL_S", "1e308"), ("LEASE_S", "1e300"), ("TRACK_EVERY", "1e300")],
)
def test_times_that_never_come_are_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name.lower()):
        settings.load(tmp_path, {f"GONGAI_{name}": value})
