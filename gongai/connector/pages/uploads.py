"""Pushing materials: by the page's own dialog or by the named call, always verified by the portal's own list."""

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import Error, Locator, Request, Response

from gongai.connector.mappers.answers import heard, parsed
from gongai.connector.mappers.part import Asked, Part
from gongai.connector.pages import frames, home_origin
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.choices import button_there, with_text
from gongai.connector.widgets import choose_files, press
from gongai.errors import MaterialChanged, PageChanged, PortalError, PortalRefused, ReadBackMismatch
from gongai.files import materials
from gongai.records.noted import Exact, Noted, Said
from gongai.records.steps import PlannedMaterial, PushMaterials
from gongai.sites.call import Call
from gongai.sites.facts import Facts, SetBy
from gongai.sites.paths import text
from gongai.sites.site_profile import Profile

POLL_EVERY_S = 0.2
POLL_MS = 20
NO_ONE = {"instance_id": "", "material_name": "", "material_code": ""}
"""Names that calls about materials may use, where no one material is meant."""


class Uploads:
    """Pushes the planned files of one filing and leaves their instance ids in the slots of the facts."""

    def __init__(self, place: frames.Place, profile: Profile, calls: Calls, facts: Facts) -> None:
        self._place = place
        self._page = frames.owner(place)
        self._profile = profile
        self._spec = profile.materials
        self._calls = calls
        self._facts = facts
        self._message = ""

    def push(self, root: str, step: PushMaterials) -> Noted:
        """Push everything planned. A file that changed on disk since it was checked stops the filing."""
        if self._spec.inline:  # the page reads them when it sends, and the guard puts checked ones in their places
            _unchanged(materials.changed(planned) for planned in step.materials)
            return self._push(root, step)
        with TemporaryDirectory(prefix="gongai-") as folder:
            return self._push(root, step.model_copy(update={"materials": _copies(step.materials, Path(folder))}))

    def _push(self, root: str, step: PushMaterials) -> Noted:
        self._require_home(self._place)
        if self._spec.expand and button_there(self._place, root, self._spec.expand):
            press(self._place, self._spec.expand, root=root)
        if self._spec.inline:
            return self._hand_over(root, step)
        before = self._pushed(step) if self._may_ask() else {}
        instances: list[str] = []
        for name in dict.fromkeys(planned.name for planned in step.materials):
            files = [planned for planned in step.materials if planned.name == name]
            # in a joint filing several items may ask for the same paper, each in a row of its own
            for row in self._rows(root, name, several=step.several):
                known = before.get(name, frozenset()) | frozenset(instances)
                instances.append(self._push_one(row, name, files, known=known))
        self._facts.slots.learn("material_ids", tuple(instances), by=SetBy.UPLOADS)
        return {**_pushed_as(step), "instances": [Exact(one) for one in instances]}

    def _push_one(self, row: Locator, name: str, files: Sequence[PlannedMaterial], *, known: frozenset[str]) -> str:
        for _again in range(2):
            instance, counted = (
                (self._direct(row, name, files), True) if self._spec.direct else self._dialog(row, files)
            )
            instance = instance or self._find_instance(name, files, known)
            self._verify(instance, name, files)
            if counted:
                return instance
            # the portal holds the files, but this page will not put them into the filing: once more, as a new instance
            known |= {instance}
        raise PortalError(f"材料《{name}》平台已收到，但申报页面没有认出{self._format_message()}。稍后整件重新办理")

    def _rows(self, root: str, name: str, *, several: bool) -> list[Locator]:
        found = with_text(self._place.locator(root).locator(self._spec.row), name, self._spec.name)
        if self._spec.inline and not self._spec.name:  # one file input without a list of materials
            found = self._place.locator(root).locator(self._spec.row).all()[:1]
        if not found or (len(found) > 1 and not several):
            raise PageChanged(f"材料清单中《{name}》出现 {len(found)} 次，应为 1 次。请核对事项的材料目录")
        return found

    def _dialog(self, row: Locator, files: Sequence[PlannedMaterial]) -> tuple[str, bool]:
        """Push through the dialog. Returns the instance id, or "" where no answer was seen; and whether the page itself
        counts the files as pushed."""
        _button(row, self._spec.open).click()
        timeout_s = self._profile.limits.action_s
        box: frames.Place = frames.holding(self._page, self._spec.dialog, timeout_s=timeout_s)
        root = self._spec.dialog
        if self._spec.frame_dialog:
            box, root = frames.inner(box, f"{root} {self._spec.frame_dialog}", timeout_s=timeout_s), "body"
        dialog = box.locator(root).locator("visible=true").first
        before = len(frames.toasts(self._page))
        response = self._answer(box, root, files)
        instance = ""
        with suppress(Error, ValueError, PortalError):  # an answer that broke off in the middle is none
            if response is not None and response.ok:
                kind = response.headers.get("content-type", "")
                push = self._spec.push
                answer = parsed(heard(response.body(), kind, push.charset), push, address=response.url)
                instance = text(answer, self._spec.instance)
        frames.wait_until_idle(self._page, timeout_s=timeout_s)
        messages = frames.toasts(self._page)[before:]
        counted = sorted(one.inner_text().strip() for one in dialog.locator(self._spec.counted).all()) == sorted(
            one.file_name for one in files
        )
        self._close(box, root)
        refused = [one for one in messages if "不允许" in one or "类型" in one]
        if not instance and refused:
            raise PortalRefused(f"平台拒收文件：{'；'.join(refused)}")
        self._message = "；".join(dict.fromkeys(messages))
        return instance, counted

    def _close(self, box: frames.Place, root: str) -> None:
        """Close the dialog; its button may stand inside the frame or on the box around it."""
        for place, css in ((box, root), *((frame, self._spec.dialog) for frame in self._page.frames)):
            with suppress(Error):
                if button_there(place, css, self._spec.close):
                    press(place, self._spec.close, root=css)
                    return

    def _hand_over(self, root: str, step: PushMaterials) -> Noted:
        """Give each row its files: they leave with the submit request, from disk, through the guard."""
        given: list[str] = []
        for name in dict.fromkeys(planned.name for planned in step.materials):
            paths = [planned.path for planned in step.materials if planned.name == name]
            for row in self._rows(root, name, several=step.several):
                row.locator(self._spec.input).first.set_input_files(paths)
                held = self._given(row)
                if sorted(held) != sorted(Path(path).name for path in paths):
                    raise ReadBackMismatch(f"材料《{name}》：页面没有收下文件（现有 {'、'.join(held) or '无'}）")
                given += held
        self._facts.slots.learn("file_names", tuple(given), by=SetBy.UPLOADS)
        return _pushed_as(step)

    def differ(self, root: str, step: PushMaterials) -> str:
        """In words, where a file input holds other files than it was given. What was pushed is the portal's already."""
        if not self._spec.inline:
            return ""
        for name in dict.fromkeys(planned.name for planned in step.materials):
            paths = [planned.path for planned in step.materials if planned.name == name]
            for row in self._rows(root, name, several=step.several):
                held = self._given(row)
                if sorted(held) != sorted(Path(path).name for path in paths):
                    return f"材料《{name}》：页面上的文件现为 {'、'.join(held) or '无'}"
        return ""

    def _given(self, row: Locator) -> list[str]:
        box = row.locator(self._spec.input).first
        held: list[str] = box.evaluate("input => [...input.files].map(file => file.name)")
        return held

    def _answer(self, box: frames.Place, root: str, files: Sequence[PlannedMaterial]) -> Response | None:
        """Hand the files to the page and wait for the end of its push; None where it broke off or never began."""
        begun: list[Request] = []
        ended: list[Response | None] = []

        def begins(request: Request) -> None:
            begun.extend([request] if _path_is(request.url, self._spec.push) else ())

        def answers(response: Response) -> None:
            ended.extend([response] if _path_is(response.url, self._spec.push) else ())

        def breaks(request: Request) -> None:
            ended.extend([None] if _path_is(request.url, self._spec.push) else ())

        self._require_home(box)
        before = len(frames.toasts(self._page))
        self._page.on("request", begins)
        self._page.on("response", answers)
        self._page.on("requestfailed", breaks)
        try:
            choose_files(box, root=root, paths=[Path(one.path) for one in files])
            deadline = time.monotonic() + self._spec.timeout_s
            while not ended and time.monotonic() < deadline:
                if not begun and len(frames.toasts(self._page)) > before:
                    break  # the page has said no by itself
                self._page.wait_for_timeout(POLL_MS)
        finally:
            self._page.remove_listener("request", begins)
            self._page.remove_listener("response", answers)
            self._page.remove_listener("requestfailed", breaks)
        return ended[0] if ended else None

    def _require_home(self, place: frames.Place) -> None:
        home_origin.require(place, self._profile.homes, what="材料文件")

    def _format_message(self) -> str:
        return f"（平台提示：{self._message}）" if self._message else ""

    def _direct(self, row: Locator, name: str, files: Sequence[PlannedMaterial]) -> str:
        """Push by the call itself, streamed from disk. Returns the instance id, or "" where no answer was seen."""
        call = self._spec.push
        try:
            response = self._calls.push(
                call,
                self._facts,
                [(self._spec.part, one.file_name, Path(one.path)) for one in files],
                seconds=self._spec.timeout_s,
                material_name=name,
                material_code=row.get_attribute("data-code") or "",
            )
        except httpx.HTTPError:  # no answer, or none that could be unpacked
            return ""
        return text(self._calls.read(response, call), self._spec.instance)

    def _find_instance(self, name: str, files: Sequence[PlannedMaterial], known: frozenset[str]) -> str:
        """Where a push without an answer ended up: a new instance that holds exactly our files."""
        wanted = sorted((one.file_name, one.size if self._spec.found_size else 0) for one in files)
        deadline = time.monotonic() + self._spec.lag_s
        while True:
            held: dict[str, list[tuple[str, int]]] = {}
            for row in self._found_rows():
                if row.ident(self._spec.found_material) == name:
                    size = row.count(self._spec.found_size) if self._spec.found_size else 0
                    held.setdefault(row.ident(self._spec.found_instance), []).append(
                        (row.ident(self._spec.found_file), size)
                    )
            for instance, shown in held.items():
                if instance not in known and sorted(shown) == wanted:
                    return instance
            if time.monotonic() > deadline:
                raise PortalError(
                    f"材料《{name}》（{_format_files(wanted)}）推送后平台的文件列表中没有{self._format_message()}。"
                    "稍后整件重新办理"
                )
            self._page.wait_for_timeout(POLL_EVERY_S * 1000)

    def _pushed(self, step: PushMaterials) -> dict[str, frozenset[str]]:
        """The instances that were there before this attempt: never taken for ours."""
        held: dict[str, set[str]] = {planned.name: set() for planned in step.materials}
        for row in self._found_rows():
            held.setdefault(row.ident(self._spec.found_material), set()).add(row.ident(self._spec.found_instance))
        return {name: frozenset(ids) for name, ids in held.items()}

    def _may_ask(self) -> bool:
        """Whether the question what was pushed can be put: it may be by an id that a page has yet to give."""
        return self._facts.knows((self._spec.found.path, *self._spec.found.params.values()))

    def _found_rows(self) -> tuple[Part, ...]:
        answer = self._calls.json(self._spec.found, self._facts, answer=self._profile.answer, **NO_ONE)
        return Part(answer, Asked("已传材料", self._spec.found.path)).rows(self._spec.found_rows)

    def _verify(self, instance: str, name: str, files: Sequence[PlannedMaterial]) -> None:
        """The portal's own list must hold exactly these files: names, sizes, digests where it offers them."""
        wanted = sorted((one.file_name, one.size if self._spec.file_size else 0) for one in files)
        deadline = time.monotonic() + self._spec.lag_s
        while True:
            asked = {**NO_ONE, "instance_id": instance}
            answer = self._calls.json(self._spec.files, self._facts, answer=None, **asked)
            shown = Part(answer, Asked("材料文件", self._spec.files.path)).rows(self._spec.files_rows)
            held = sorted(
                (
                    row.ident(self._spec.file_name),
                    row.count(self._spec.file_size) if self._spec.file_size else 0,
                )
                for row in shown
            )
            if held == wanted and self._same_bytes(shown, files):
                return
            if time.monotonic() > deadline:
                raise PortalError(
                    f"材料《{name}》推送后与平台的文件列表不一致：应有 {_format_files(wanted)}，"
                    f"平台有 {_format_files(held)}。稍后整件重新办理"
                )
            self._page.wait_for_timeout(POLL_EVERY_S * 1000)

    def _same_bytes(self, shown: Sequence[Part], files: Sequence[PlannedMaterial]) -> bool:
        if not self._spec.file_sha256:
            return True
        return sorted(row.ident(self._spec.file_sha256).lower() for row in shown) == sorted(one.sha256 for one in files)


def _pushed_as(step: PushMaterials) -> Noted:
    """What was pushed, so that a file in somebody's hands can be known again by its digest."""
    return {
        "files": len(step.materials),
        "bytes": sum(one.size for one in step.materials),
        "materials": [
            {"name": Said(one.name), "as": Said(one.file_name), "digest": Exact(one.sha256), "size": one.size}
            for one in step.materials
        ],
    }


def _copies(planned: Sequence[PlannedMaterial], folder: Path) -> tuple[PlannedMaterial, ...]:
    """The files as they were checked, where nobody changes them while they are sent."""
    copies = []
    for number, one in enumerate(planned):
        place = folder / str(number) / Path(one.path).name  # pages show the file's own name
        place.parent.mkdir(mode=0o700)
        _unchanged([materials.copied(one, place)])
        copies.append(one.model_copy(update={"path": str(place)}))
    return tuple(copies)


def _unchanged(problems: Iterable[str | None]) -> None:
    for why in problems:
        if why:
            raise MaterialChanged(f"{why}。材料在检查之后变了，请重新核对并提交新版本")


def _button(row: Locator, wanted: str) -> Locator:
    for one in with_text(row.locator("button, a, .el-button"), wanted):
        return one
    raise PageChanged(f"材料行中找不到按钮“{wanted}”")


def _path_is(address: str, call: Call) -> bool:
    return httpx.URL(address).path == call.path


def _format_files(files: list[tuple[str, int]]) -> str:
    return "、".join(f"{name}（{size} 字节）" for name, size in files) or "（无）"
