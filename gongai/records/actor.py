"""Who asks for something, and through which front end: the one place where roles will be asked."""

from dataclasses import dataclass
from enum import StrEnum

from gongai.errors import UsageError

NAME_CHARACTERS = 64
"""The most characters of a name that the audit keeps."""


class FrontEnd(StrEnum):
    """The way an act came in."""

    COMMAND_LINE = "cli"
    CONSOLE = "console"
    API = "api"
    MCP = "mcp"
    WORKER = "worker"  # a process that works on jobs
    SCHEDULER = "scheduler"  # what wakes up by itself: due jobs, dead workers


@dataclass(frozen=True)
class Actor:
    """A person, or a program that acts for one. The name goes into the audit with everything that is done."""

    name: str
    front_end: FrontEnd

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise UsageError("没有说明由谁办理。请写明姓名")
        object.__setattr__(self, "name", self.name.strip()[:NAME_CHARACTERS])
