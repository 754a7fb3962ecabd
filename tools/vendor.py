"""Fetch the browser assets at pinned versions into static/: `python -m tools.vendor`.

Every archive is checked against the sha512 digest written here before a byte of it is used. Tabler's sheet styles
far more than this interface uses, so it is cut down to the listed families (`trim`), and its dark theme is made to
follow the system. The results are committed.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.vendor_css import trim
from tools.vendor_icons import ICONS, sprite

STATIC = Path(__file__).resolve().parent.parent / "static"


@dataclass(frozen=True)
class Package:
    """One archive of the npm registry, with the digest it must have."""

    name: str
    version: str
    sha512: str


TABLER = Package(
    "@tabler/core",
    "1.6.1",
    "lgmR9gcxRp5JlLxcmRi9Rz85JrEvH6Bz71KnlcPVSa97wtwQNjgSs3g3fxwbAlulHyRMghhIV04QUuW3pqDsIg==",
)
HTMX = Package(
    "htmx.org",
    "2.0.11",
    "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
)
TABLER_ICONS = Package(
    "@tabler/icons",
    "3.51.0",
    "0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
)


def fetch(package: Package, folder: Path) -> tarfile.TarFile:
    """Download one archive through npm and open it, or stop if its digest differs."""
    told = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / told.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        sys.exit(f"{package.name} {package.version}: the archive's digest is {digest}, not the pinned one.")
    return tarfile.open(archive)


def member(archive: tarfile.TarFile, path: str) -> str:
    """The text of one file of an archive."""
    opened = archive.extractfile(f"package/{path}")
    if opened is None:
        sys.exit(f"{path} is not a file in the archive.")
    return opened.read().decode()


def write(path: str, text: str) -> None:
    """Write one asset and say how large it became."""
    target = STATIC / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(f"{len(text.encode()):>8,}  static/{path}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tabler = fetch(TABLER, folder)
        write("vendor/tabler/tabler.trimmed.css", trim(member(tabler, "dist/css/tabler.min.css")))
        htmx = fetch(HTMX, folder)
        write("vendor/htmx/htmx.min.js", member(htmx, "dist/htmx.min.js"))
        write("vendor/htmx/LICENSE", member(htmx, "LICENSE"))
        icons = fetch(TABLER_ICONS, folder)
        write("icons.svg", sprite({i: member(icons, f"icons/outline/{i}.svg") for i in ICONS}, TABLER_ICONS.version))
        licence = member(icons, "LICENSE")
        write("vendor/tabler-icons/LICENSE", licence)
        # Tabler's own archive states "MIT" without the text; its icons, by the same authors, carry it.
        write(
            "vendor/tabler/LICENSE",
            re.sub(r"Copyright.*", "Copyright (c) 2018-2026 The Tabler Authors", licence, count=1),
        )
        versions = "".join(f"{p.name} {p.version}\n" for p in (TABLER, HTMX, TABLER_ICONS))
        write("vendor/VERSIONS", versions)


if __name__ == "__main__":
    main()
