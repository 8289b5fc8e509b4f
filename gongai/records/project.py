"""What is built: the project as the portal's form asks for it (codes.md §1.1)."""

from typing import Annotated

from gongai.records.base import Record
from gongai.records.kinds import Amount, Day
from gongai.records.label import label
from gongai.records.party import Party


class Project(Record):
    """项目. Codes are kept as text; money and areas are decimals, days are dates, flags may be unknown."""

    project_code: Annotated[str, label("项目代码", need="R", spgl="XMJBXXB.XMDM", form="localCode")] = ""
    eng_code: Annotated[str, label("工程代码", need="R", spgl="XMJBXXB.GCDM", form="gcbm")] = ""
    name: Annotated[str, label("项目名称", need="R", spgl="XMJBXXB.XMMC", form="projName")] = ""
    eng_scope: Annotated[str, label("工程范围", spgl="XMJBXXB.GCFW")] = ""
    prev_eng_code: Annotated[str, label("前阶段关联工程代码", spgl="XMJBXXB.QJDGCDM")] = ""
    flow_code: Annotated[str, label("审批流程编码", spgl="XMJBXXB.SPLCBM", form="themeVerId")] = ""
    flow_version: Annotated[Amount | None, label("审批流程版本号", spgl="XMJBXXB.SPLCBBH")] = None
    flow_type: Annotated[str, label("审批流程类型", need="R*", spgl="XMJBXXB.SPLCLX", dictionary="D1")] = ""
    basis_type: Annotated[str, label("立项类型", need="R", spgl="XMJBXXB.LXLX", form="projType", dictionary="D2")] = ""
    invest_source: Annotated[
        str, label("资金来源", need="R", spgl="XMJBXXB.XMTZLY", form="financialSource", dictionary="D3")
    ] = ""
    fund_attribute: Annotated[
        str, label("投资类型", need="R", spgl="XMJBXXB.XMZJSX", form="investType", dictionary="D4")
    ] = ""
    is_foreign: Annotated[bool | None, label("是否外资", form="isForeign")] = None
    land_mode: Annotated[
        str, label("土地来源", need="R", spgl="XMJBXXB.TDHQFS", form="landSource", dictionary="D5")
    ] = ""
    has_design_plan: Annotated[
        bool | None, label("土地是否带设计方案", need="R*", spgl="XMJBXXB.TDSFDSJFA", form="isDesignSolution")
    ] = None
    area_assessed: Annotated[
        bool | None, label("是否完成区域评估", need="R*", spgl="XMJBXXB.SFWCQYPG", form="isAreaEstimate")
    ] = None
    nature: Annotated[str, label("建设性质", need="R", spgl="XMJBXXB.JSXZ", form="projNature", dictionary="D6")] = ""
    category: Annotated[
        str, label("工程分类", need="R*", spgl="XMJBXXB.GCFL", form="projCategory", dictionary="D7")
    ] = ""
    key_level: Annotated[str, label("重点项目", spgl="XMJBXXB.ZDXMLX", form="projLevel", dictionary="key_level")] = ""
    industry_codes: Annotated[
        tuple[str, ...],
        label("国标行业", need="R*", spgl="XMJBXXB.GBHY", form="theIndustry", dictionary="industry"),
    ] = ()
    industry_year: Annotated[
        str, label("国标行业代码发布年代", need="R", spgl="XMJBXXB.GBHYDMFBND", form="gbCodeYear")
    ] = "2017"
    start_date: Annotated[Day | None, label("拟开工时间", need="R", spgl="XMJBXXB.NKGSJ", form="nstartTime")] = None
    end_date: Annotated[Day | None, label("拟建成时间", need="R", spgl="XMJBXXB.NJCSJ", form="endTime")] = None
    invest_wan: Annotated[
        Amount | None, label("总投资（万元）", need="R", spgl="XMJBXXB.ZTZE", form="investSum", unit="万元")
    ] = None
    land_area_m2: Annotated[
        Amount | None, label("用地面积（㎡）", need="R", spgl="XMJBXXB.YDMJ", form="xmYdmj", unit="㎡")
    ] = None
    floor_area_m2: Annotated[
        Amount | None, label("总建筑面积（㎡）", need="R", spgl="XMJBXXB.JZMJ", form="foreignBuildingArea", unit="㎡")
    ] = None
    length_m: Annotated[Amount | None, label("长度（m）", spgl="XMJBXXB.CD", unit="m", note="线性工程必填")] = None
    is_linear: Annotated[bool | None, label("是否线性工程", spgl="XMJBXXB.SFXXGC")] = None
    handling_region: Annotated[
        str, label("审批行政区划", need="R", spgl="XMJBXXB.JSDDXZQH", form="regionalism", dictionary="region")
    ] = ""
    site_regions: Annotated[
        tuple[str, ...],
        label("建设地点", need="R", spgl="XMJBXXB.JSDDXZQH", form="projectAddress", dictionary="region"),
    ] = ()
    site_address: Annotated[str, label("项目地址", need="R*", spgl="XMJBXXB.JSDD", form="projAddr")] = ""
    coord_x: Annotated[Amount | None, label("坐标 X", spgl="XMJBXXB.XMJSDDX")] = None
    coord_y: Annotated[Amount | None, label("坐标 Y", spgl="XMJBXXB.XMJSDDY")] = None
    coord_wkt: Annotated[str, label("坐标（WKT）", spgl="XMJBXXB.XMJWDZB")] = ""
    scale_text: Annotated[str, label("建设规模及内容", need="R", spgl="XMJBXXB.JSGMJNR", form="scaleContent")] = ""
    bound_e: Annotated[str, label("东至", form="eastScope")] = ""
    # the next two are crossed on a real page: fill by label, read back
    bound_w: Annotated[str, label("西至", form="southScope")] = ""
    bound_s: Annotated[str, label("南至", form="westScope")] = ""
    bound_n: Annotated[str, label("北至", form="northScope")] = ""
    owner: Annotated[
        Party | None, label("建设单位", spgl="XMJBXXB.JSDW", note="必须与代办协议的委托单位一致；不填即为申报主体")
    ] = None
    eng_industry_class: Annotated[str, label("工程行业分类", spgl="XMJBXXB.GCHYFL")] = ""
    is_classified: Annotated[bool, label("是否涉密", need="R*", note="涉密项目不得通过本系统申报")] = False
