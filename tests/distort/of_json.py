"""Distortions of a JSON answer: keys that the profile names, keys that it does not, and the whole."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.distort.distortion import Distortion, May
from tests.distort.exchange import Answer, charset_of, text_of, with_text
from tests.distort.named import Key, NamedCall

Inside = Callable[[Any, str], None]
"""Does something to one name of one object."""


def distortions(answer: Answer, named: NamedCall) -> Iterator[Distortion]:
    try:
        data = json.loads(text_of(answer))
    except ValueError:
        return
    for key in named.keys:
        if _places(data, key):
            yield from _of_key(data, key)
    yield from _around(answer, data, named)


def _of_key(data: Any, key: Key) -> Iterator[Distortion]:
    holder, name = _places(data, key)[0]
    value = holder[name]
    gone = May.UNSURE if key.weight == "must" else May.LESS

    def of(kind: str, inside: Inside, may: May = gone) -> Distortion:
        return Distortion(kind, may, _changing(lambda all_of_it: _each(all_of_it, key, inside)), key.path)

    def put(kind: str, other: Any, may: May = gone) -> Distortion:
        return of(kind, lambda holder, name: holder.__setitem__(name, other), may)

    yield of("key renamed", _rename)
    yield of("key in other case", lambda holder, name: holder.__setitem__(name.upper(), holder.pop(name)))
    yield of("key dropped", lambda holder, name: holder.pop(name))
    yield put("null", None)
    yield of("nested one deeper", lambda holder, name: holder.__setitem__(name, {name: holder[name]}))
    yield of("wrapped in an object", lambda holder, name: holder.__setitem__(name, {"value": holder[name]}))
    yield of("moved up beside a wrapper", lambda holder, name: holder.__setitem__("data_", {name: holder.pop(name)}))
    if isinstance(value, list):
        yield of("object for list", lambda holder, name: holder.__setitem__(name, dict(enumerate(holder[name]))))
        yield of("text for list", lambda holder, name: holder.__setitem__(name, json.dumps(holder[name])))
        yield of("list in a list", lambda holder, name: holder.__setitem__(name, [holder[name]]))
        yield put("number for list", 0)
        yield put("empty text for list", "")
        yield put("false for list", False)
        if value:
            yield of("null among the rows", lambda holder, name: holder[name].insert(0, None), May.UNSURE)
            if isinstance(value[0], dict):  # in a list of texts, nobody can tell an id from another text
                yield of("text among the rows", lambda holder, name: holder[name].insert(0, "合计"), May.UNSURE)
            yield of("rows of nothing", lambda holder, name: holder.__setitem__(name, [{} for _row in holder[name]]))
            if not key.path.endswith(("items", "matters")):  # two items are two
                yield of("row told twice", _tell_twice, May.LESS)
    else:
        yield of("list for a value", lambda holder, name: holder.__setitem__(name, [holder[name]]))
        yield put("object for a value", {})
        yield put("empty text", "")
        yield put("blank text", "  ")
        if isinstance(value, str) and value.isdigit() and str(int(value)) == value:
            yield of("number for text", _each_as(int), May.UNSURE)
        if isinstance(value, str) and value:
            yield of("blanks around", _each_as(lambda one: f" {one}\n"), May.UNSURE)
        if isinstance(value, bool):
            yield of("text for flag", _each_as(lambda one: str(one).lower()), May.UNSURE)
        elif isinstance(value, int):
            yield of("text for number", _each_as(str), May.UNSURE)
            if not key.flag:
                yield of("fraction for number", _each_as(float), May.UNSURE)


def _around(answer: Answer, data: Any, named: NamedCall) -> Iterator[Distortion]:
    """What touches no key that is named, and what puts the whole into other clothes."""
    used = {step for key in named.keys for step in key.steps}

    def whole(kind: str, change: Callable[[Any], Any], may: May = May.SAME, what: str = "") -> Distortion:
        return Distortion(kind, may, _changing(change), what)

    if charset_of(answer) == "utf-8":
        yield Distortion("BOM", May.SAME, lambda one: one.with_body(b"\xef\xbb\xbf" + one.body))
    yield Distortion("JSONP", May.SAME, lambda one: one.with_body(b"callback_1(" + one.body.strip() + b");"))
    yield Distortion("in <pre>", May.SAME, lambda one: one.with_body(b"<pre>" + one.body.strip() + b"</pre>"))
    yield Distortion("201", May.SAME, lambda one: Answer(201, one.headers, one.body))
    yield Distortion(
        "as text/html",
        May.SAME,
        lambda one: one.with_header("Content-Type", f"text/html;charset={charset_of(one)}"),
    )
    yield Distortion("blanks before", May.SAME, lambda one: one.with_body(b"\r\n\r\n  " + one.body))
    yield Distortion(
        "escaped", May.SAME, lambda one: one.with_body(json.dumps(json.loads(text_of(one)), ensure_ascii=True).encode())
    )
    yield Distortion("indented", May.SAME, lambda one: with_text(one, _text(json.loads(text_of(one)), indent=2)))
    yield whole("other order", _backwards)
    yield whole("further key", lambda one: {"_trace": {"id": [1, None]}, **one} if isinstance(one, dict) else one)
    for name in sorted(_names(data) - used):
        yield whole("unnamed key dropped", lambda one, name=name: _without(one, name), what=name)  # type: ignore[misc]
        yield whole("unnamed key strange", lambda one, name=name: _with(one, name, [{"x": None}]), what=name)  # type: ignore[misc]
    if isinstance(data, dict):
        yield whole("list for object", lambda one: [one], May.UNSURE)
        yield whole("wrapped whole", lambda one: {"result": one}, May.UNSURE)
        yield whole("text for object", lambda one: json.dumps(one), May.UNSURE)
    yield Distortion("nested without end", May.UNSURE, lambda one: one.with_body(b"[" * 100_000))
    yield Distortion("number without end", May.UNSURE, lambda one: one.with_body(b"9" * 100_000))
    yield Distortion("comma too many", May.UNSURE, lambda one: one.with_body(one.body.rstrip()[:-1] + b",}"))
    yield Distortion(
        "quotes of another language", May.UNSURE, lambda one: with_text(one, repr(json.loads(text_of(one))))
    )


def _changing(change: Callable[[Any], Any]) -> Callable[[Answer], Answer]:
    def changed(answer: Answer) -> Answer:
        data = json.loads(text_of(answer))
        made = change(data)
        return with_text(answer, _text(data if made is None else made))

    return changed


def _text(data: Any, *, indent: int | None = None) -> str:
    return json.dumps(data, ensure_ascii=False, indent=indent)


def _places(data: Any, key: Key) -> list[tuple[Any, str]]:
    """The objects that hold the last name of a path, with that name."""
    found: list[Any] = [data]
    *way, last = [step for step in key.steps if step != "[]"]
    for step in way:
        found = [inner for one in found for inner in _spread(one.get(step) if isinstance(one, dict) else None)]
    return [(one, last) for one in found if isinstance(one, dict) and last in one]


def _spread(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _each(data: Any, key: Key, inside: Inside) -> None:
    for holder, name in _places(data, key):
        inside(holder, name)


def _each_as(change: Callable[[Any], Any]) -> Inside:
    """Another form of what stands in each row: the same one in all rows would say something else of the others."""
    return lambda holder, name: holder.__setitem__(name, change(holder[name]))


def _rename(holder: Any, name: str) -> None:
    holder[f"{name}New"] = holder.pop(name)


def _tell_twice(holder: Any, name: str) -> None:
    holder[name].append(copy.deepcopy(holder[name][0]))


def _names(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data) | {name for value in data.values() for name in _names(value)}
    return {name for value in data for name in _names(value)} if isinstance(data, list) else set()


def _without(data: Any, name: str) -> Any:
    if isinstance(data, dict):
        return {key: _without(value, name) for key, value in data.items() if key != name}
    return [_without(one, name) for one in data] if isinstance(data, list) else data


def _with(data: Any, name: str, other: Any) -> Any:
    if isinstance(data, dict):
        return {key: other if key == name else _with(value, name, other) for key, value in data.items()}
    return [_with(one, name, other) for one in data] if isinstance(data, list) else data


def _backwards(data: Any) -> Any:
    """Names in another order; rows as they were."""
    if isinstance(data, dict):
        return {key: _backwards(data[key]) for key in reversed(list(data))}
    return [_backwards(one) for one in data] if isinstance(data, list) else data
