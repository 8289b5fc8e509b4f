"""Checks on the materials: the list is complete and every file is what its name says and what the site takes."""

from pathlib import Path

from gongai.files.materials import FileFacts, differs, inspect
from gongai.records.catalogue import Requirement
from gongai.records.filing import Material
from gongai.rules.finding_collector import FindingCollector

MB = 1024 * 1024


def check(collector: FindingCollector) -> None:
    rows = {row.name: row for row in collector.catalogue.materials_for(collector.filing)}
    known = bool(
        collector.catalogue.items_of(collector.filing)
    )  # without a known item there is no list to compare with
    facts = collector.files
    for index, material in enumerate(collector.filing.materials):
        if known and material.name not in rows:
            collector.stop(f"materials.{index}.name", "平台的材料清单里没有这份材料", _nearest(material.name, rows))
        if material.path:
            facts[index] = inspect(material.path)
            _file(collector, index, material, facts[index])
        if material.valid_to is not None and material.valid_to < collector.today:
            collector.stop(f"materials.{index}.valid_to", "材料已过有效期", "请换成有效的材料")
    _missing(collector, rows)
    _doubles(collector, facts)


def _file(collector: FindingCollector, index: int, material: Material, facts: FileFacts) -> None:
    place, path, limits = Path(material.path), f"materials.{index}.path", collector.catalogue.limits
    shown = f"{material.name}：{place.name}"
    suffix = place.suffix.lower()
    allowed = suffix in limits.extensions and suffix not in limits.server_refuses
    if suffix not in limits.extensions:
        what = f"平台不接受 {suffix} 文件" if suffix else "文件名没有扩展名，平台无法识别"
        collector.stop(path, what, f"请另存为平台接受的格式：{'、'.join(limits.extensions)}", value=shown)
    elif not allowed:
        collector.stop(path, f"平台页面允许 {suffix}，但服务器会拒收", "请转换为 PDF 后上传", value=shown)
    if facts.problem is not None and (allowed or not facts.sha256):
        collector.stop(path, facts.problem, facts.remedy, value=shown)
    elif facts.caution is not None and allowed:
        collector.warn(path, facts.caution, facts.remedy, value=shown)
    if len(place.name) > limits.max_name:
        collector.stop(path, f"文件名超过 {limits.max_name} 个字符", "请缩短文件名", value=shown)
    if facts.size > limits.max_bytes:
        collector.stop(
            path, f"超过平台单个文件上限 {limits.max_bytes // MB} MB", "请压缩或拆分", value=_weighed(shown, facts)
        )
    elif facts.size > limits.warn_bytes:
        collector.warn(
            path, f"文件超过 {limits.warn_bytes // MB} MB，上传较慢", "如有可能请压缩", value=_weighed(shown, facts)
        )
    broken = differs(material, size=facts.size, sha256=facts.sha256) if material.sha256 and facts.sha256 else None
    if broken is not None:
        collector.stop(f"materials.{index}.sha256", broken, "请重新核对文件后再入队", value=shown)


def _missing(collector: FindingCollector, rows: dict[str, Requirement]) -> None:
    present = {material.name for material in collector.filing.materials}
    for name, row in rows.items():
        if name in present:
            continue
        if row.required:
            collector.stop("materials", "缺少必须提交的材料", f"请补上“{name}”", value=name)
        elif row.tolerant:
            collector.warn("materials", "未附容缺材料，平台会要求限期补交", f"有“{name}”时请一并提交", value=name)


def _doubles(collector: FindingCollector, facts: dict[int, FileFacts]) -> None:
    names: dict[tuple[str, str], int] = {}
    digests: dict[tuple[str, str], int] = {}
    owners: dict[str, str] = {}
    for index, material in enumerate(collector.filing.materials):
        shown = f"{material.name}：{Path(material.path).name}"
        if not material.path:
            continue
        # portals add instead of replacing, and tell files of one material apart by nothing but the name
        if names.setdefault((material.name, Path(material.path).name.lower()), index) != index:
            collector.stop(f"materials.{index}.path", "同一份材料下有重名文件", "请改名，或删去重复的文件", value=shown)
        sha256 = facts[index].sha256
        if not sha256:
            continue
        if digests.setdefault((material.name, sha256), index) != index:
            collector.stop(f"materials.{index}.path", "同一份材料下有内容相同的文件", "请删去重复的文件", value=shown)
        elif owners.setdefault(sha256, material.name) != material.name:
            rule = f"与材料“{owners[sha256]}”是同一个文件"
            collector.warn(f"materials.{index}.path", rule, "请确认没有放错文件", value=shown)


def _nearest(name: str, rows: dict[str, Requirement]) -> str:
    close = [row for row in rows if name in row or row in name]
    return f"是否应为“{close[0]}”？请核对材料名称" if close else "请核对材料名称和情形选择，或删去这份材料"


def _weighed(shown: str, facts: FileFacts) -> str:
    return f"{shown}（{facts.size / MB:.1f} MB）"
