"""What an act has let go on, as people read it."""

from collections.abc import Sequence


def released(references: Sequence[str], *, none: str = "没有等待的申报件") -> str:
    """`none`: what is said where nothing waited; "" = nothing is said."""
    if not references:
        return none
    return f"已恢复 {len(references)} 件：{'、'.join(references)}"
