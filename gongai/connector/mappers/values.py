"""From a value of the record to what stands on the portal's form."""

from datetime import date, datetime
from decimal import Decimal

from gongai.errors import FilingError
from gongai.records.catalogue import Catalogue
from gongai.records.finding import Finding
from gongai.records.raw import Raw
from gongai.sites.controls import Kind
from gongai.sites.facts import Facts
from gongai.sites.fields import FieldSpec
from gongai.sites.paths import fill

_MANY = (Kind.MULTISELECT, Kind.CHECKBOX, Kind.TREE, Kind.CASCADER, Kind.DATERANGE, Kind.UPLOAD)


def plain(value: Raw) -> str:
    """One value as a person would type it: plain decimals, yyyy-MM-dd, 1 and 0 for yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value).strip()


def value_of(spec: FieldSpec, facts: Facts, catalogue: Catalogue, *, at: str) -> str | tuple[str, ...]:
    """The text (or texts) to put into the field; "" or () where the record holds nothing."""
    raw = facts.fill(spec.source, at=at) if "{" in spec.source else facts.value(spec.source, at=at)
    parts = list(raw) if isinstance(raw, list | tuple) else [raw]
    if spec.split and len(parts) == 1:
        parts = [part.strip() for part in plain(parts[0]).split(spec.split)]
        if spec.part is not None:
            parts = parts[spec.part : spec.part + 1]
    texts = tuple(label for part in parts if (label := _label(spec, plain(part), catalogue)))
    if spec.kind in _MANY:
        return texts
    return texts[0] if texts else ""


def _label(spec: FieldSpec, code: str, catalogue: Catalogue) -> str:
    """By code first, then by label; an unmatched value stops the filing: a near miss would be a wrong filing."""
    if not code:
        return ""
    if not spec.labels and not spec.dictionary:
        return code
    if code in spec.labels or code in spec.labels.values():
        return spec.labels.get(code, code)
    label = catalogue.label_of(spec.dictionary, code) if spec.dictionary else None
    if label is not None:
        known_code = catalogue.code_of(spec.dictionary, code) or code
        return fill(spec.shown, {"code": known_code, "label": label})
    known = (*spec.labels.values(), *catalogue.dictionaries.get(spec.dictionary, {}).values())
    raise FilingError(
        f"{spec.label}：{code} 不在平台的选项之中",
        (
            Finding(
                field=f"{spec.source} {spec.label}",
                value=code,
                rule=f"平台的选项为：{'、'.join(known)}",
                remedy="请改为平台已有的选项；若平台新增了选项，请更新该平台的目录（catalogue.toml）",
            ),
        ),
    )
