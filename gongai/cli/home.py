"""`gongai init`: makes the home folder, the key and the database. May be repeated; also upgrades."""

import contextlib
import os
from pathlib import Path
from typing import Any

from gongai.cli.help import Commands
from gongai.cli.options import Json


def register(tree: Commands) -> None:
    tree.add(
        init,
        name="init",
        help="建立或升级数据文件夹、密钥文件和数据库；可重复执行，不改动已有数据。",
    )


def init(*, as_json: Json = False) -> int:
    from gongai import settings as all_settings
    from gongai.cli import output

    found = all_settings.load(None, os.environ)
    all_settings.prepare(found.home)
    done = {
        "home": str(found.home),
        "settings": str(found.home / all_settings.FILE),
        "key_file": str(found.key_path),
        "key_created": _key(found),
        "database": _database(found),
    }
    output.show(done, lambda: _words(done), as_json=as_json)
    return 0


def _key(settings: Any) -> bool:
    from gongai.credentials import key

    if settings.key_path.exists():
        key.load(settings.key_path)  # says what is wrong with it now, not at the first login
        return False
    key.create(settings.key_path)
    return True


def _database(settings: Any) -> dict[str, Any]:
    from gongai import db
    from gongai.clock import SystemClock
    from gongai.credentials import key
    from gongai.credentials.vault import Vault
    from gongai.db import migrate
    from gongai.evidence import ANCHOR_PURPOSE
    from gongai.files import private

    engine = db.connect(settings.database_url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        with contextlib.suppress(FileExistsError):
            private.create(Path(engine.url.database), b"")  # an empty database, closed to other users from the start
    try:
        before = migrate.current(engine)
        migrate.upgrade(engine)
        # made now, so that a backup taken before the first filing can still check what is signed later
        Vault(engine, key.load(settings.key_path), SystemClock(), algorithm=settings.cipher).derive(ANCHOR_PURPOSE)
        address = engine.url.render_as_string(hide_password=True)
        return {"address": address, "before": before, "now": migrate.head()}
    finally:
        engine.dispose()


def _words(done: dict[str, Any]) -> list[str]:
    database = done["database"]
    if database["before"] is None:
        state = "已建立"
    elif database["before"] == database["now"]:
        state = "已是最新"
    else:
        state = f"已由 {database['before']} 升级到 {database['now']}"
    return [
        f"数据文件夹  {done['home']}",
        f"设置文件    {done['settings']}（各项设置及说明都在其中）",
        f"密钥文件    {done['key_file']}（{'新建' if done['key_created'] else '已有'}）",
        "            请另行备份密钥文件：丢失后，已存的密码无法恢复",
        f"数据库      {database['address']}（{state}）",
        "下一步：gongai account add 平台/账号 录入账号；gongai agreement add 文件 登记协议；"
        "gongai add 文件 加入申报件；gongai run 开始办理",
    ]
