"""Checks on the project: codes, dates, amounts, regions, secrecy."""

import re
from datetime import date
from decimal import Decimal

from gongai.records.project import Project
from gongai.rules import identifiers
from gongai.rules.finding_collector import FindingCollector

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
MAX_CHARACTERS = 16  # what one site keeps of the total investment
MAX_DECIMALS = 6
BIG_WAN = Decimal(10_000_000)  # 万元, a thousand 亿: more likely typed in 元
DEAR_YUAN_PER_M2 = Decimal(100_000)  # 元/㎡: dearer buildings exist, but most are a 元/万元 slip
SMALL_SITE_M2 = Decimal(50)  # ㎡: a smaller site is mostly typed in 公顷 or 亩
DENSE = Decimal(40)  # floor area over land area


def check(collector: FindingCollector) -> None:
    project = collector.filing.project
    if project.is_classified:
        collector.stop("project.is_classified", "涉密项目不在网上审批范围", "请撤回本件，改走线下保密渠道")
    _codes(collector, project)
    _days(collector, project)
    _amounts(collector, project)
    _regions(collector, project)
    if project.industry_year and not re.fullmatch(r"\d{4}", project.industry_year, re.ASCII):
        collector.stop("project.industry_year", "应为 4 位年份", "请填写 2017")
    if project.industry_codes and len(set(project.industry_codes)) < len(project.industry_codes):
        collector.stop("project.industry_codes", "行业代码重复", "请删去重复的代码")


def _codes(collector: FindingCollector, project: Project) -> None:
    if project.project_code:
        collector.unless(
            identifiers.project_code_problem(project.project_code),
            "project.project_code",
            "请按投资项目在线审批监管平台给出的代码填写",
        )
        region = project.project_code[5:11]
        home = collector.catalogue.city_code[:4]
        if identifiers.project_code_problem(project.project_code) is None and region[:4] != home:
            collector.warn(
                "project.project_code",
                f"代码中的地区 {region} 不在{collector.catalogue.city}",
                "请核对是否选错项目或平台",
            )
    if project.eng_code and project.project_code:
        collector.unless(
            identifiers.eng_code_problem(project.eng_code, project.project_code),
            "project.eng_code",
            "请核对工程代码，未拆分的项目填项目代码",
        )


def _days(collector: FindingCollector, project: Project) -> None:
    start, end = project.start_date, project.end_date
    for path, day in (("project.start_date", start), ("project.end_date", end)):
        if day is not None and not EARLIEST <= day <= LATEST:
            collector.stop(path, f"日期不在 {EARLIEST.year} 至 {LATEST.year} 年之间", "请核对年份")
    if start is not None and end is not None and end < start:
        collector.stop("project.end_date", f"拟建成时间早于拟开工时间 {start}", "请核对两个日期")


def _amounts(collector: FindingCollector, project: Project) -> None:
    money, land, floor = project.invest_wan, project.land_area_m2, project.floor_area_m2
    if money is not None:
        if money <= 0:
            collector.stop("project.invest_wan", "总投资应大于 0", "请按批复填写，单位为万元")
        elif money >= BIG_WAN:
            collector.warn("project.invest_wan", "总投资超过一千亿元，可能把元当成了万元", "请核对单位，应为万元")
        if len(f"{money:f}") > MAX_CHARACTERS:
            collector.stop("project.invest_wan", f"数字超过 {MAX_CHARACTERS} 个字符", "请核对数值和小数位")
    measures = (("land_area_m2", land), ("floor_area_m2", floor), ("length_m", project.length_m))
    for name, measure in measures:
        if measure is not None and measure < 0:
            collector.stop(f"project.{name}", "不能为负数", "请核对数值")
    for name, amount in (("invest_wan", money), *measures):
        if amount is not None and _decimals(amount) > MAX_DECIMALS:
            collector.stop(f"project.{name}", f"小数超过 {MAX_DECIMALS} 位", f"请四舍五入到 {MAX_DECIMALS} 位以内")
    if project.is_linear and not project.length_m:
        collector.stop("project.length_m", "线性工程必须填写长度", "请填写长度，单位为米")
    _proportions(collector, money, land, floor)


def _proportions(
    collector: FindingCollector, money: Decimal | None, land: Decimal | None, floor: Decimal | None
) -> None:
    if land is not None and 0 < land < SMALL_SITE_M2:
        collector.warn("project.land_area_m2", "用地面积过小，可能把公顷或亩当成了平方米", "请核对单位，应为㎡")
    if land == 0:
        collector.warn("project.land_area_m2", "用地面积为 0", "请确认本项目确实不占用土地")
    if land and floor and floor > land * DENSE:
        collector.warn("project.floor_area_m2", f"总建筑面积超过用地面积的 {DENSE} 倍", "请核对两个面积的单位，应为㎡")
    if money and floor and floor > 0 and money * 10000 / floor > DEAR_YUAN_PER_M2:
        collector.warn("project.invest_wan", "折合每平方米超过 10 万元，可能把元当成了万元", "请核对单位，应为万元")


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _regions(collector: FindingCollector, project: Project) -> None:
    known = collector.catalogue.dictionaries.get("region", {})
    places = [("project.handling_region", project.handling_region)]
    places += [(f"project.site_regions.{n}", code) for n, code in enumerate(project.site_regions)]
    for path, code in places:
        # a label is checked against the dictionary; only something like a code is checked as one
        if code and code[0].isdigit() and code not in known:
            collector.unless(identifiers.division_problem(code), path, "请填写 6 位行政区划代码（GB/T 2260）")
    if len(set(project.site_regions)) < len(project.site_regions):
        collector.stop("project.site_regions", "同一地点重复", "请删去重复的地点")
