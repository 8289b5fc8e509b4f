"""Results as files in a folder."""

import json
from pathlib import Path

from gongai.notify.channels.channel import payload
from gongai.queue.results import ResultRow


class FileDrop:
    """One JSON file per result in a folder that another program watches."""

    def __init__(self, folder: Path, *, name: str = "file") -> None:
        self.name = name
        self._folder = folder

    def deliver(self, result: ResultRow) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{result.id:08d}-{result.kind}.json"
        part = target.with_suffix(".part")  # the watcher must never see half a file
        part.write_text(json.dumps(payload(result), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(target)
