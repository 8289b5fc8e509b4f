"""`gongai init`: makes the home folder, the key and the database. May be repeated; also upgrades."""

from typing import TYPE_CHECKING

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.services.setup import Installed


def register(tree: Commands) -> None:
    tree.add(
        init,
        name="init",
        help="建立或升级数据文件夹、密钥文件和数据库；可重复执行，不改动已有数据。",
    )


def init(*, as_json: Json = False) -> int:
    from gongai.services import opening, setup

    done = setup.init(opening.settings(), actor(""))
    output.show(done, lambda: _render(done), as_json=as_json)
    return Exit.DONE


def _render(done: "Installed") -> list[str]:
    database = done.database
    begins = f"已按现状登记原有的 {database.noted} 行数据；更早的办理记录没有签名，从现在起写下的都有"
    return [
        f"数据文件夹  {done.home}",
        f"设置文件    {done.settings}（各项设置及说明都在其中）",
        f"密钥文件    {done.key_file}（{'新建' if done.key_created else '已有'}）",
        "            请另行备份密钥文件：丢失后，已存的密码无法恢复",
        f"数据库      {database.address}（{database.change}）",
        *([f"签名        {begins}"] if database.noted else []),
        "下一步：gongai account add 平台/账号 录入账号；gongai agreement add 文件 登记协议；"
        "gongai add 文件 加入申报件；gongai run 开始办理",
    ]
