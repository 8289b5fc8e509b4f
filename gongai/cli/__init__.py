"""The command line. Each module holds the commands about one noun; what is heavy is imported when a command runs."""

from collections.abc import Sequence

from gongai.cli.program import execute


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (see `exits`)."""
    return execute(argv)
