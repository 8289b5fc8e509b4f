"""What people read of a form that has changed."""

from collections.abc import Sequence

from gongai.approval.form_ledger import FormPlace
from gongai.sites.forms.changes import Change, misfits
from gongai.sites.forms.form_map import FormMap, Place


def stopped(place: FormPlace, changes: Sequence[Change]) -> str:
    """What changed, old beside new, and what to do."""
    return (
        f"平台 {place.site}“{place.kind}”的页面 {place.page} 与批准的表单不同，填写前已停下：\n{listed(changes)}\n"
        f"请主管用 gongai site changes {place.site} 核对；确认后 gongai site accept {place.site} 编号"
        " --by 姓名 --reason 理由（改名加 --rename 原名=新名），等待的申报件随即继续"
    )


def noted(place: FormPlace, changes: Sequence[Change]) -> str:
    """A change that spoils no filing."""
    return f"平台 {place.site}“{place.kind}”的页面 {place.page} 有不影响填报的变化，照常办理：\n{listed(changes)}"


def first_observed(place: FormPlace, shown: FormMap, known: Sequence[Place]) -> str:
    """A form that is from now on what others are compared with."""
    return (
        f"平台 {place.site}“{place.kind}”的页面 {place.page} 首次登记：{len(shown.fields)} 个栏目。"
        f"此后每次填写前与它比对；请核对一次平台页面与配置是否一致{_doubts(shown, known)}"
    )


def listed(changes: Sequence[Change], most: int = 20) -> str:
    lines = [str(one) for one in changes[:most]]
    return "\n".join([*lines, f"……另有 {len(changes) - most} 处"] if len(changes) > most else lines)


def _doubts(shown: FormMap, known: Sequence[Place]) -> str:
    """What does not fit between profile and page. It stops nothing by itself: fields may come with an answer."""
    extra = [str(one) for one in shown.fields if one.required and not any(place.fits(one) for place in known)]
    text = f"。配置没有写明的必填栏目：{'、'.join(extra)}" if extra else ""
    missing = misfits(shown, known=known)
    return text + (f"。配置写明、此时页面上没有的栏目：\n{listed(missing)}" if missing else "")
