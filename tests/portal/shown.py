"""
Whether the stand-in portals have been shown to work as they are now: their digest, and the one that was shown.

`make portal-tests` runs the tests of this folder and then records the digest in `shown.sha256`, which is committed.
`make test` asks here, and runs them only where something has changed since. `make matrix` runs them always.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from fixtures.portals.kinds import KINDS

ROOT = Path(__file__).parents[2]
SHOWN = Path("tests/portal/shown.sha256")
WHAT = (
    "fixtures/__init__.py",
    "fixtures/libs.py",
    "fixtures/libs.toml",
    "fixtures/office",
    "fixtures/portals",
    "fixtures/serving",
    "tests/portal",
    "requirements/portal.txt",
    "requirements/widgets.txt",
)
"""The stand-ins with the pins of their libraries, what they are shown by, and the packages they run on."""
LEAVE_OUT = "--ignore=tests/portal"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="shown")
    parser.add_argument("--record", action="store_true", help="the tests of this folder have just passed")
    if parser.parse_args(argv).record:
        if missing := [why for kind in KINDS.values() if (why := kind.why_missing())]:
            print(f"有测试因此被跳过，不予登记：{'；'.join(missing)}", file=sys.stderr)
            return 1
        (ROOT / SHOWN).write_text(digest(ROOT) + "\n", encoding="utf-8")
        return 0
    if is_shown(ROOT):
        print("模拟平台自登记以来没有改动，不再运行它自己的测试（tests/portal）", file=sys.stderr)
        print(LEAVE_OUT)
    else:
        print("模拟平台有改动：一并运行它自己的测试；make portal-tests 通过后登记", file=sys.stderr)
    return 0


def is_shown(root: Path) -> bool:
    file = root / SHOWN
    return file.is_file() and file.read_text(encoding="utf-8").strip() == digest(root)


def digest(root: Path) -> str:
    """Over the name and the bytes of every file."""
    whole = hashlib.sha256()
    for file in files(root):
        whole.update(f"{file.relative_to(root).as_posix()}\0".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def files(root: Path) -> Iterator[Path]:
    found = {file for name in WHAT for file in (root / name, *(root / name).rglob("*")) if file.is_file()}
    kept = (file for file in found if file.suffix != ".pyc" and file != root / SHOWN)
    return iter(sorted(kept, key=lambda file: file.relative_to(root).as_posix()))


if __name__ == "__main__":
    sys.exit(main())
