"""The modules of the in-page driver as one statement: imports resolved, each module in a function of its own.

The product runs without Node, so only the plainest form of modules is understood, each at the start of its line:

    import { a, b as c } from './file.js';      export const a = …;      export function f() …
    import * as file from './file.js';          export class C …         export async function f() …
                                                export { a, b as c };

Anything else is an error that says where. A module runs once, after those it imports, and none may import itself round
a corner. What a module does not export is out of reach for the others and for the page. Lines that are only a comment,
and `/** @type … */` within one, are left out: no line within a template literal may begin with one.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_IMPORT = re.compile(r"^import (?:\{([^{}]*)\}|\* as ([\w$]+)) from '([^']+)';$", re.MULTILINE)
_DECLARED = re.compile(r"^export (?=(?:const|class|function|async function) ([\w$]+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^{}]*)\};$", re.MULTILINE)
_LEFT = re.compile(r"^[ \t]*(?:import|export)\b.*$|^.*\bimport(?:\s*\(|\.meta).*$", re.MULTILINE)
_NAME = re.compile(r"([A-Za-z_$][\w$]*)(?: as ([A-Za-z_$][\w$]*))?")
_COMMENTS = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/[ \t]*|//.*)\n|/\*\* @type .*?\*/ ?", re.MULTILINE)


class BundleError(Exception):
    """A module is written in a way that is not understood, or does not fit the others."""


@dataclass(frozen=True)
class _Import:
    source: str
    names: tuple[tuple[str, str], ...]
    """As exported there, as called here."""
    whole: str
    """The name for all that is exported there, instead."""


@dataclass(frozen=True)
class _Module:
    path: str
    body: str
    imports: tuple[_Import, ...]
    exports: Mapping[str, str]
    """As called outside, as called here."""


def read(folder: Path) -> dict[str, str]:
    """The text of every module below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.js"))
    }


def bundle(sources: Mapping[str, str], entry: str) -> str:
    """The statements that run `entry` and, before it, all it needs; they are meant to stand in a function."""
    order: dict[str, _Module] = {}
    _visit(entry, sources, order, way=())
    variables = {path: f"module{position}" for position, path in enumerate(order)}
    return "\n".join(_wrapped(module, variables) for module in order.values())


def _visit(path: str, sources: Mapping[str, str], order: dict[str, _Module], *, way: tuple[str, ...]) -> None:
    if path in order:
        return
    if path in way:
        raise BundleError(f"modules import each other in a circle: {' -> '.join((*way[way.index(path) :], path))}")
    module = _parsed(path, sources[path])
    for one in module.imports:
        if one.source not in sources:
            raise BundleError(f"{path}: there is no module {one.source}")
        _visit(one.source, sources, order, way=(*way, path))
        for name, _ in one.names:
            if name not in order[one.source].exports:
                raise BundleError(f"{path}: {one.source} exports no {name}")
    order[path] = module


def _parsed(path: str, text: str) -> _Module:
    body = _COMMENTS.sub("", text + "\n")
    imports = tuple(
        _Import(_resolved(path, source), tuple(_names(path, names)), whole)
        for names, whole, source in _IMPORT.findall(body)
    )
    exported = [(name, name) for name in _DECLARED.findall(body)]
    exported += [(name, local) for names in _LISTED.findall(body) for local, name in _names(path, names)]
    exports = dict(exported)
    if len(exports) < len(exported):
        raise BundleError(f"{path}: a name is exported twice")
    body = _DECLARED.sub("", _LISTED.sub("", _IMPORT.sub("", body)))
    if left := _LEFT.search(body):
        raise BundleError(f"{path}: this form of import or export is not understood: {left[0].strip()[:100]}")
    return _Module(path, body.strip(), imports, exports)


def _resolved(path: str, source: str) -> str:
    if not source.startswith(("./", "../")):
        raise BundleError(f"{path}: {source!r} is no path that starts with ./ or ../")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), source))


def _names(path: str, listed: str) -> list[tuple[str, str]]:
    found = [(_NAME.fullmatch(" ".join(name.split())), name) for name in listed.split(",") if name.strip()]
    if wrong := [name.strip() for match, name in found if match is None]:
        raise BundleError(f"{path}: not a name: {wrong[0]!r}")
    return [(match[1], match[2] or match[1]) for match, _ in found if match]


def _wrapped(module: _Module, variables: Mapping[str, str]) -> str:
    lines = [f"const {variables[module.path]} = (() => {{ // {module.path}"]
    for one in module.imports:
        what = one.whole or f"{{ {', '.join(_pair(name, local) for name, local in one.names)} }}"
        lines.append(f"const {what} = {variables[one.source]};")
    lines.append(module.body)
    lines.append(f"return {{ {', '.join(_pair(name, local) for name, local in module.exports.items())} }};")
    lines.append("})();")
    return "\n".join(lines)


def _pair(name: str, local: str) -> str:
    return name if name == local else f"{name}: {local}"
