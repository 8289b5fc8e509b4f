"""Which good sample is filed on which of the other kinds of portal in `make test`; `make matrix` files all on all.

Every kind gets files alone and joint, questions, and the sample with a form of its own, whose page each kind draws in
its own way. The sample that every test files (`SMALL`) is met on each kind in any case.
"""

from typing import Any

import pytest

from fixtures import samples

TURNS = {
    "antdv": (
        "01-施工许可-3-03",
        "02-项目建议书-1-01",
        "03-企业投资核准-1-03",
        "06-并联-施工许可-3-02与3-05",
        "09-竣工验收备案-4-05",
    ),
    "layui": ("01-施工许可-3-03", "05-并联-立项用地-1-04", "08-消防验收-4-02", "10-联合报装-3-05", "11-档案验收-4-03"),
    "easyui": ("01-施工许可-3-03", "04-规划许可-2-03", "07-并联-工程建设-2-01与2-05", "12-并联-工程建设-2-04"),
}


def samples_for(kind: str) -> list[Any]:
    """Parameters of a test: every good sample, those of other kinds in the matrix only."""
    return [
        pytest.param(one.name, marks=() if one.name.removesuffix(".json") in TURNS[kind] else pytest.mark.matrix)
        for one in samples.GOOD
    ]
