"""The actions of the profile language, each with its own few keys; what else is to be known of them says the table."""

from typing import Annotated, Literal

from pydantic import Field

from gongai.sites.actions.base import Action, Check, OneControl


class FillAction(Action):
    do: Literal["fill"]
    group: Annotated[str, Field(description="填哪一组栏目（fields.*.group）")] = ""


class BlocksAction(Action):
    do: Literal["blocks"]
    group: Annotated[str, Field(description="每条填哪一组栏目")] = ""
    rows: Annotated[str, Field(description="申报件中列表的路径；栏目的 source 里它的每一条叫 row")] = ""
    css: Annotated[str, Field(description="一块（CSS）；不写 = 可编辑的表格，一条一行，栏目文字是列标题")] = ""
    text: Annotated[str, Field(description="增加一块或一行的按钮文字")] = ""
    section: Annotated[str, Field(description="表格的小标题")] = ""
    label: Annotated[str, Field(description="一块叫什么，给人看")] = ""


class ChooseAction(OneControl):
    do: Literal["choose"]
    search: Annotated[str, Field(description="先输入什么再选，可用模板")] = ""
    option: Annotated[str, Field(description="选哪一项，可用模板")] = ""


class ChooserAction(OneControl):
    do: Literal["chooser"]
    text: Annotated[str, Field(description="打开选择窗口的按钮文字")] = ""
    css: Annotated[str, Field(description="按什么打开选择窗口（CSS），代替按钮文字")] = ""
    dialog: Annotated[str, Field(description="选择窗口（CSS）；另开浏览器窗口的写 popup")] = ""
    dialog_frame: Annotated[str, Field(description="窗口里的 iframe（CSS）")] = ""
    search_label: Annotated[str, Field(description="窗口里搜索栏的栏目文字")] = ""
    search: Annotated[str, Field(description="搜索栏里输入什么，可用模板")] = ""
    find: Annotated[str, Field(description="搜索按钮的文字")] = ""
    row: Annotated[str, Field(description="一行（CSS）")] = ""
    option: Annotated[str, Field(description="要选的那一行含有的文字，可用模板；必须恰好一行")] = ""
    open: Annotated[str, Field(description="行内“选择”链接的文字；不写 = 点这一行")] = ""
    confirm: Annotated[str, Field(description="点行之后要按的按钮文字")] = ""
    back: Annotated[str, Field(description="写回后栏目应等于什么，可用模板；不写 = option")] = ""


class ApplicantAction(OneControl):
    do: Literal["applicant"]


class PressAction(Action):
    do: Literal["press"]
    text: Annotated[str, Field(description="按钮文字")] = ""
    call: Annotated[str, Field(description="按下后保存的请求的路径，应答须说成功；GET 写成 GET /路径")] = ""
    answer: Annotated[Literal["", "page"], Field(description="page = 按下后换页，css 是下一页上必须看得见的元素")] = ""
    css: Annotated[str, Field(description="answer = page：下一页上必须看得见的元素（CSS）")] = ""
    refused: Annotated[str, Field(description="平台拒绝时写出理由的元素（CSS）")] = ""
    facts: Annotated[
        dict[str, str], Field(description="留用的值：名称 → 应答中的路径；answer = page 时是网页上的取法")
    ] = {}
    check: Annotated[Check | None, Field(description="平台必须先同意的前置检测")] = None
    box: Annotated[str, Field(description="浏览器自带的确认框问什么时答“确定”（正则）")] = ""


class WaitAction(Action):
    do: Literal["wait"]
    css: Annotated[str, Field(description="等什么出现（CSS）")] = ""


class TileAction(Action):
    do: Literal["tile"]
    css: Annotated[str, Field(description="所有的块（CSS）")] = ""
    text: Annotated[str, Field(description="选哪一块，按文字，可用模板")] = ""
    chosen: Annotated[str, Field(description="选中的块符合什么（CSS）")] = ""


class QuestionsAction(Action):
    do: Literal["questions"]
    group: Annotated[Literal["", "stage", "items"], Field(description="回答阶段的还是事项的情形；空 = 全部")] = ""
    css: Annotated[str, Field(description="问题在哪里（CSS）；空 = 这一步里")] = ""


class ItemsAction(Action):
    do: Literal["items"]


class InnerFormAction(Action):
    do: Literal["inner_form"]
    css: Annotated[str, Field(description="“一张表单”的 iframe 或对话框（CSS）")] = ""
    text: Annotated[str, Field(description="表单里保存按钮的文字")] = ""
    call: Annotated[str, Field(description="保存请求的路径")] = ""


class AnswerBoxAction(Action):
    do: Literal["answer_box"]
    box: Annotated[str, Field(description="提示框的文字（正则）；不符即停")] = ""
    text: Annotated[str, Field(description="提示框里要按的按钮文字")] = ""


class MaterialsAction(Action):
    do: Literal["materials"]


AnyAction = Annotated[
    FillAction
    | BlocksAction
    | ChooseAction
    | ChooserAction
    | ApplicantAction
    | PressAction
    | WaitAction
    | TileAction
    | QuestionsAction
    | ItemsAction
    | InnerFormAction
    | AnswerBoxAction
    | MaterialsAction,
    Field(discriminator="do"),
]
