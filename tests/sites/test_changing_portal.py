"""A portal that changes between two looks, in each of the ways a form can change, is told as what it is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser

from fixtures import libs
from fixtures.office.world import World as Office
from fixtures.portals.layui.app import make_app
from fixtures.portals.portal import Portal
from gongai import db
from gongai.records.state import FilingState
from gongai.sites.forms.changes import Kind
from tests.connector.test_form_drift import check
from tests.sites.site_fixture import install_site
from tests.world import SMALL, Kit, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not libs.available("layui"), reason=libs.why_missing("layui")),
]
STAR = '<span class="star">*</span>'
ROW = '<tr><td class="lb">{}：</td><td><input class="layui-input" name="{}"></td></tr>'
ADDRESS = '<tr><td class="lb">建设详细地址'
ALWAYS = ('name="xxdz"', 'name="xxdz" maxlength="100" placeholder="请输入"')
"""The portal's form as it was: one field with a length and a help text."""
CHANGES: dict[Kind, tuple[str, str, str]] = {
    Kind.NEW: ("note", ADDRESS, ROW.format("传真", "cz") + ADDRESS),
    Kind.NEW_REQUIRED: ("stop", ADDRESS, ROW.format(f"{STAR}宗地编号", "zdbh") + ADDRESS),
    Kind.VANISHED: ("stop", r'<tr><td class="lb">东至：</td>.*?</tr>', ""),
    Kind.RENAMED: ("stop", "总投资（万元）", "投资总额（万元）"),
    Kind.MOVED_SECTION: ("stop", "<legend>项目基本信息", "<legend>项目概况"),
    Kind.OPTIONS_ADDED: ("stop", r"(<option[^>]*>新建</option>)", r"\1<option>示例新增</option>"),
    Kind.OPTIONS_REMOVED: ("stop", r"<option[^>]*>改建</option>", ""),
    Kind.KIND: (
        "stop",
        r'<input class="layui-input" name="bz"[^>]*>',
        '<textarea class="layui-textarea" name="bz"></textarea>',
    ),
    Kind.NOW_REQUIRED: ("note", ADDRESS, f'<tr><td class="lb">{STAR}建设详细地址'),
    Kind.NOT_REQUIRED: ("note", r'<span class="star">\*</span>总投资', "总投资"),
    Kind.SHORTER: ("stop", 'maxlength="100"', 'maxlength="20"'),
    Kind.LONGER: ("note", 'maxlength="100"', 'maxlength="300"'),
    Kind.ORDER: ("note", r'(<tr><td class="lb">东至：.*?</tr>)\s*(<tr><td class="lb">西至：.*?</tr>)', r"\2\1"),
    Kind.HELP: ("note", 'placeholder="请输入"', 'placeholder="请输入全称"'),
    Kind.CALL: ("stop", 'action="/gcxm/sb/info.do"', 'action="/gcxm/sb/v2/info.do"'),
}


class ChangingSite:
    """A portal whose pages can be made to change, and an installation that files there."""

    def __init__(self) -> None:
        self.change: tuple[str, str] | None = None
        self.changed = 0

    def make_app(self, office: Office) -> Flask:
        app = make_app(office)

        @app.after_request
        def rewrite(answer: Response) -> Response:
            if answer.mimetype == "text/html" and not answer.direct_passthrough:
                page = re.sub(*ALWAYS, answer.get_data(as_text=True))
                if self.change is not None:
                    page, times = re.subn(*self.change, page, flags=re.DOTALL)
                    self.changed += times
                answer.set_data(page)
            return answer

        return app


@pytest.fixture
def site() -> ChangingSite:
    return ChangingSite()


@pytest.fixture
def world(site: ChangingSite, kit: Kit, browser: Browser, tmp_path: Path) -> Iterator[World]:
    with Portal(tmp_path / "office", make_app=site.make_app, memory=True) as portal:
        made = World(kit, portal, tmp_path / "home", browser=lambda: browser)
        install_site(made, "layui")
        yield made
        made.close()


def newest(world: World) -> dict[str, Any]:
    """The form that was seen last where it was not the approved one."""
    table = db.forms
    query = table.select().where(table.c.site == "layui", table.c.page == "info").order_by(table.c.id.desc())
    with db.reading(world.app.engine) as connection:
        row = connection.execute(query).mappings().first()
    assert row is not None
    return dict(row)


def test_each_kind_of_change_is_told_and_stops_what_it_must_and_nothing_is_typed(
    world: World, site: ChangingSite
) -> None:
    assert set(CHANGES) == set(Kind)
    first = world.add(SMALL, site="layui")
    world.work_off()
    assert world.state(first) is FilingState.FILED, world.why(first)
    saves = len(world.requests("save"))
    assert "与批准的表单相符" in check(world, "layui")
    levels: dict[Kind, str] = {}
    for kind, (level, was, now) in CHANGES.items():
        site.change, site.changed = (was, now), 0
        note = check(world, "layui")
        assert site.changed, f"{kind}：平台的页面没有改到"
        row = newest(world)
        found = [one for one in row["changes"] if one["kind"] == kind]
        assert found, f"{kind}：{row['changes']}"
        levels[kind] = found[0]["level"]
        assert row["state"] == ("proposed" if level == "stop" else "noted"), f"{kind}：{row['changes']}"
        assert ("与批准的表单不同" in note) == (level == "stop"), note
    assert levels == {kind: level for kind, (level, _was, _now) in CHANGES.items()}
    assert len(world.requests("save")) == saves
    assert len(world.held()) == 1
