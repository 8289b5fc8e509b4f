"""The finding: our one way to say what is wrong."""

from typing import Annotated, Literal

from pydantic import Field

from gongai.records.base import Record


class Finding(Record):
    """One thing that is wrong, said so that the reader can act on it."""

    field: Annotated[
        str, Field(description="where: dotted path and Chinese label, e.g. project.invest_wan 总投资（万元）")
    ]
    value: Annotated[str, Field(description="the value found, masked where it is personal data")]
    rule: Annotated[str, Field(description="the rule that it breaks, in Chinese")]
    remedy: Annotated[str, Field(description="what to do, in Chinese")]
    level: Annotated[Literal["stop", "warn"], Field(description="stop refuses, warn only tells")] = "stop"

    def __str__(self) -> str:
        return "".join((self.field, "：", f"{self.value}。" if self.value else "", self.rule, "。", self.remedy))
