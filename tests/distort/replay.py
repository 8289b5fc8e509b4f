"""A portal that only remembers: it answers as one make answered in one scene of the recorded run."""

import json
from collections.abc import Callable

import lxml.html

from gongai.sites.site_profile import Profile
from tests.distort.exchange import Answer, Asked, Exchange, text_of, with_text
from tests.distort.named import NamedCall, calls_of, roles_of
from tests.distort.relay import Delivery, Forward, whole

Change = Callable[[Answer], Answer]
Paged = Callable[[int, int], Answer]


class Replay:
    """A relay's meddler. `distort(role, change)`: what becomes of each answer of one call, until `as_it_was`."""

    def __init__(self, profile: Profile, scene: tuple[Exchange, ...]) -> None:
        self._profile = profile
        self._scene = scene
        self._named = {one.role: one for one in calls_of(profile)}
        self._role = ""
        self._change: Change = lambda answer: answer
        self._paged: Paged | None = None
        self.asked: list[str] = []

    def distort(self, role: str, change: Change) -> None:
        self._role, self._change, self._paged, self.asked = role, change, None, []

    def page_by(self, role: str, paged: Paged) -> None:
        """Each page of a list is made by `paged` from its number and size."""
        self.distort(role, lambda answer: answer)
        self._paged = paged

    def as_it_was(self) -> None:
        self.distort("", lambda answer: answer)

    def told(self, role: str) -> tuple[Exchange, ...]:
        return tuple(one for one in self._scene if self._named[role].fits(one.asked))

    def __call__(self, asked: Asked, _forward: Forward) -> Delivery:
        roles = roles_of(self._profile, asked)
        self.asked += roles
        if self._role in roles and self._paged is not None:
            return whole(self._paged(*page_of(self._named[self._role], asked)))
        answer = self._answer(roles, asked)
        return whole(self._change(answer) if self._role in roles else answer)

    def _answer(self, roles: tuple[str, ...], asked: Asked) -> Answer:
        told = self.told(roles[0]) if roles else ()
        if not told:
            return Answer(404, (("Content-Type", "text/plain"),), f"不在记录中：{asked.method} {asked.target}".encode())
        words = asked.words
        best = max(told, key=lambda one: len(set(one.asked.words.items()) & set(words.items())))
        page, _size = page_of(self._named[roles[0]], asked)
        return emptied(best.answer, self._named[roles[0]]) if page > 1 else best.answer


def page_of(named: NamedCall, asked: Asked) -> tuple[int, int]:
    """Which page of a list is asked for, and how many rows of it; the first where there are none."""
    words = asked.words if not asked.body.startswith(b"{") else {**asked.words, **json.loads(asked.body)}

    def number(slot: str, otherwise: int) -> int:
        name = next((name for name, value in named.call.params.items() if value == slot), "")
        value = str(words.get(name, ""))
        return int(value) if value.isdigit() else otherwise

    return number("{page}", 1), number("{page_size}", 50)


def emptied(answer: Answer, named: NamedCall) -> Answer:
    """A page behind the last one: the same, without rows."""
    if named.html is not None:
        root = lxml.html.document_fromstring(text_of(answer))
        for table in named.html.tables.values():
            for row in root.cssselect(table.row):
                row.drop_tree()
        return with_text(answer, "<!DOCTYPE html>" + lxml.html.tostring(root, encoding="unicode"))
    data = json.loads(text_of(answer))
    _empty(data, next(key.steps for key in named.keys if not key.flag))
    return with_text(answer, json.dumps(data, ensure_ascii=False))


def _empty(data: object, steps: tuple[str, ...]) -> None:
    *way, last = steps
    for step in way:
        data = data[step] if isinstance(data, dict) else None
    if isinstance(data, dict):
        data[last] = []
