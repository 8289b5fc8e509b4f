"""Whether each code of the records has its words on the page, and each word on the page its code."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gongai.sites.actions import BlocksAction
from gongai.sites.lint.findings import actions, stop, warn

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from gongai.records.catalogue import Catalogue
    from gongai.records.finding import Finding
    from gongai.sites.fields import FieldSpec
    from gongai.sites.site_profile import Profile

_CHOICES = frozenset({"select", "radio", "multiselect", "checkbox", "tree", "cascader", "transfer"})


def findings(profile: "Profile", catalogue: "Catalogue") -> "Iterator[Finding]":
    for name, spec in profile.fields.items():
        yield from _field(name, spec, profile, catalogue)
    yield from _twice(profile)
    yield from _dictionaries(catalogue)


def _field(name: str, spec: "FieldSpec", profile: "Profile", catalogue: "Catalogue") -> "Iterator[Finding]":
    rows = _rows(spec.dictionary, catalogue)
    if spec.dictionary and not spec.labels:
        if not rows:
            yield stop(
                f"fields.{name}.dictionary", spec.dictionary, "事项目录中没有这个字典", "请在 catalogue.toml 补充"
            )
        elif empty := [code for code, label in rows.items() if not label.strip()]:
            yield stop(f"dictionaries.{spec.dictionary}", "、".join(empty), "这些代码没有页面文字", "请补填")
    if spec.part is not None and not spec.split:
        yield stop(f"fields.{name}.part", spec.part, "写了取第几段，没有写按什么分段", '请补写 split，如 split = "/"')
    info = _info(spec, profile)
    if info is None:
        return
    from gongai.records.label import extra_of

    own = extra_of(info, "dictionary")
    flag = "bool" in repr(info.annotation)
    theirs: Mapping[str, str] = {"1": "是", "0": "否"} if flag else _rows(own, catalogue)
    if spec.labels and theirs:
        yield from _own_labels(name, spec, theirs)
    elif spec.dictionary and own and own != spec.dictionary:
        yield warn(
            f"fields.{name}.dictionary",
            spec.dictionary,
            f"申报件的“{info.title}”用的是字典 {own}",
            "请核对两个字典的代码是否一致",
        )
    elif not spec.dictionary and not spec.labels and spec.kind.value in _CHOICES and (own or flag):
        yield stop(
            f"fields.{name}",
            spec.label,
            f"“{info.title}”在申报件里是代码，没有写明代码对应页面的哪个选项",
            f'请写 dictionary = "{own}"，或逐个写 labels' if own else '请写 labels = { "1" = "是", "0" = "否" }',
        )


def _own_labels(name: str, spec: "FieldSpec", theirs: Mapping[str, str]) -> "Iterator[Finding]":
    missing = [f"{code} {label}" for code, label in theirs.items() if code not in spec.labels]
    extra = [f"{code} {label}" for code, label in spec.labels.items() if code not in theirs]
    at = f"fields.{name}.labels"
    if missing:
        yield stop(
            at,
            "、".join(missing),
            "这些代码没有页面文字：申报件用到时填不进去",
            "请补上；页面上确实没有的选项，写成相近的须先问平台",
        )
    if extra:
        yield stop(at, "、".join(extra), "这些页面文字没有代码：申报件里不会有这个值", "请核对代码，多写的删去")
    yield from _same(at, spec.labels)


def _twice(profile: "Profile") -> "Iterator[Finding]":
    """Two fields for the same place: the second would write over the first."""
    seen: dict[tuple[str, str, str], str] = {}
    for name, spec in profile.fields.items():
        where = (spec.group, spec.section, spec.label)
        first = seen.setdefault(where, name)
        if first != name and not spec.when and not profile.fields[first].when:
            yield stop(
                f"fields.{name}",
                spec.label,
                f"与 fields.{first} 是同一组、同一标题下的同名栏目",
                "请核对 section，或删去一个",
            )


def _dictionaries(catalogue: "Catalogue") -> "Iterator[Finding]":
    for name, rows in catalogue.dictionaries.items():
        yield from _same(f"dictionaries.{name}", rows)
        for code in catalogue.portal_codes.get(name, {}):
            if code not in rows:
                yield stop(f"portal_codes.{name}", code, "字典里没有这个代码", "请核对代码")
        for other, code in catalogue.synonyms.get(name, {}).items():
            if code not in rows:
                yield stop(f"synonyms.{name}", f"{other} → {code}", "字典里没有这个代码", "请核对代码")
    for kind, names in (("portal_codes", catalogue.portal_codes), ("synonyms", catalogue.synonyms)):
        for name in sorted(set(names) - set(catalogue.dictionaries) - {"region"}):
            yield stop(f"{kind}.{name}", name, "没有这个字典", "请核对字典名")


def _same(at: str, labels: Mapping[str, str]) -> "Iterator[Finding]":
    """Two codes with one text: nobody could tell which of them the page holds."""
    for label in sorted({one for one in labels.values() if one.strip()}):
        codes = [code for code, one in labels.items() if one == label]
        if len(codes) > 1:
            yield stop(at, label, f"代码 {'、'.join(codes)} 的页面文字相同，读回时分不清", "请核对页面上的文字")


def _rows(dictionary: str, catalogue: "Catalogue") -> Mapping[str, str]:
    if dictionary == "region" and dictionary not in catalogue.dictionaries:
        return catalogue.divisions
    return catalogue.dictionaries.get(dictionary, {})


def _info(spec: "FieldSpec", profile: "Profile") -> "FieldInfo | None":
    """What the records say of the field's source, where it is one field of a filing."""
    from gongai.records.filing import Filing
    from gongai.records.loading import field_at

    if "{" in spec.source:
        return None
    parts = tuple(spec.source.split("."))
    if parts[0] == "row":
        lists = {one.rows for _at, _kind, one in actions(profile) if isinstance(one, BlocksAction)}
        return next((found for one in lists if (found := field_at(Filing, (one, *parts[1:])))), None)
    return field_at(Filing, parts)
