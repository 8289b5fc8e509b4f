"""What kind of drive a folder lies on: SQLite's locks cannot be trusted on network drives."""

from pathlib import Path

MOUNTS = Path("/proc/mounts")
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs", "fuse.ceph"})


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The file system under `folder` as the system's table of mounts names it; "" where there is no such table."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    place = str(folder.resolve())
    best = ("", "")
    for columns in (line.split() for line in lines):
        if len(columns) < 3:
            continue
        point = columns[1].replace("\\040", " ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[0]):
            best = (point, columns[2])
    return best[1]
