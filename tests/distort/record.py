"""
Records a run of the product at each make, through a relay: `python -m tests.distort.record [MAKE …]`.

One filing alone and one joint one are filed, looked up after a lost answer, followed, asked for a correction, and
finished, with a real browser and the real worker. Kept is each call that the profile names, and the login.
"""

import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

from fixtures.portals.portal import Portal
from gongai import settings
from gongai.connector import browser as browsers
from gongai.records.state import FlowName
from gongai.sites.site_profile import Profile
from tests.distort import recording
from tests.distort.exchange import Asked, Exchange
from tests.distort.makes import LOGINS, MAKES, site_key, site_of
from tests.distort.named import roles_of
from tests.distort.relay import Delivery, Forward, relay, whole
from tests.sites.site_fixture import install_site
from tests.world import SMALL, World, make_kit

SCENES = {"alone": SMALL, "joint": "06-并联-施工许可-3-02与3-05.json"}
LOGIN = "login"
FILES = ("receipt", "document")
SHORT = 60
"""Bytes of an answer that says nothing but that there is none."""


@dataclass(frozen=True)
class Through:
    """The portal as the product knows it: behind the relay."""

    url: str


class Recorder:
    """A relay's meddler that keeps what passes. `lose`: the next answer to a submit is kept and not handed on."""

    def __init__(self, make: str, profile: Profile) -> None:
        self._make = make
        self._profile = profile
        self.kept: list[Exchange] = []
        self.scene = ""
        self.lose = False

    def __call__(self, asked: Asked, forward: Forward) -> Delivery:
        answer = forward()
        login = (asked.method, asked.path) == LOGINS[self._make]
        role = LOGIN if login else next(iter(roles_of(self._profile, asked)), "")
        if role and not asked.path.startswith("/__"):
            one = Exchange(self.scene, role, _without_secrets(asked) if login else _without_files(asked), answer)
            if role in FILES and answer.status == 200:
                one = replace(one, answer=answer.with_body(_small_pdf()))
            if not any(_same(one, other) for other in self.kept):
                self.kept.append(one)
            if self.lose and role.startswith("submit."):
                self.lose = False
                return Delivery(then="reset")
        return whole(answer)


def record(make: str, folder: Path) -> None:
    with Portal(folder / "portal", make, memory=True) as portal, relay(portal.url) as between:
        site = site_of(make)
        recorder = Recorder(make, site.profile)
        between.meddler = recorder
        kit = make_kit(folder, between.url)
        with browsers.launch(settings.load(kit.home, {})) as browser:
            world = World(kit, Through(between.url), folder / "home2", browser=lambda: browser)  # type: ignore[arg-type]
            if make != "elementui":
                install_site(world, make)
            world.fault({"effect": "debounce", "seconds": 0.05})
            truth = {name: _one(world, recorder, name, sample, site_key(make)) for name, sample in SCENES.items()}
            world.close()
    recording.write(make, recorder.kept, truth)
    sys.stdout.write(f"{make}: {len(recorder.kept)} 次请求\n")


def _one(world: World, recorder: Recorder, name: str, sample: str, key: str) -> dict[str, Any]:
    recorder.scene, recorder.lose = f"{name}/filed", True
    reference = world.add(sample, site=key)
    world.work_off()
    assert world.state(reference).value == "filed", world.why(reference)
    filing = world.filing(reference)
    truth: dict[str, Any] = {"filing": sample, "project": filing.project.project_code, "account": filing.account}

    def look(scene: str) -> None:
        recorder.scene = f"{name}/{scene}"
        assert world.app.store.hasten(FlowName.TRACK)
        while world.worker().work_one():
            pass

    look("followed")
    truth["held"] = [_held(one) for one in world.held(filing.project.project_code)]
    if filing.kind == "并联":  # what a joint filing is asked and how it ends is told as one alone is
        return truth
    numbers = world.receipt(reference).application_nos
    world.clerk(numbers[0], "buzheng", text="请补充示例材料", due_days=5)
    look("asked")
    for number in numbers:
        world.clerk(number, "finish", code="11", result={"title": "示例结果文件"})
    look("finished")
    return truth


def _held(one: dict[str, Any]) -> dict[str, Any]:
    items = [{"number": item["number"], "code": item["code"]} for item in one["items"]]
    return {"id": one["id"], "number": one["number"], "uscc": one["applicant_uscc"], "items": items}


def _same(one: Exchange, other: Exchange) -> bool:
    """Repeated with the same answer. Of the calls about materials one of a scene is enough."""
    if (one.scene, one.call) != (other.scene, other.call):
        return False
    if one.call.startswith("materials.") and other.answer.status == one.answer.status:
        return (len(one.answer.body) < SHORT) == (len(other.answer.body) < SHORT)
    return one.asked.target == other.asked.target and one.answer.body == other.answer.body


def _small_pdf() -> bytes:
    """What stands in a receipt is of no interest, only that it is one."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 100))
        pdf.save(out, static_id=True)
    return out.getvalue()


def _without_secrets(asked: Asked) -> Asked:
    return Asked(asked.method, asked.path)


def _without_files(asked: Asked) -> Asked:
    """The bytes of materials are of no interest."""
    kind = next((value for name, value in asked.headers if name.lower() == "content-type"), "")
    return Asked(asked.method, asked.target, asked.headers, b"" if "multipart" in kind else asked.body)


if __name__ == "__main__":
    for one in sys.argv[1:] or MAKES:
        with TemporaryDirectory() as made:
            record(one, Path(made))
