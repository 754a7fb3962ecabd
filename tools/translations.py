"""The Chinese catalogues, one a package.

python -m tools.translations update [package …]     gathers strings from the code into the .po files
python -m tools.translations check [package …]      ends with 1 and says why when Chinese is incomplete
python -m tools.translations compile                writes the .mo files that are missing or old
"""

from __future__ import annotations

import argparse
import sys

from tools import catalogues, translation_faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="translations", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("verb", choices=["update", "check", "compile"])
    parser.add_argument("packages", nargs="*", metavar="package", help=f"of {', '.join(catalogues.SOURCES)}")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.packages) - set(catalogues.SOURCES)):
        parser.error(f"no such package: {', '.join(unknown)}")
    return {"update": _update, "check": _check, "compile": _compile}[asked.verb](asked.packages)


def _update(packages: list[str]) -> int:
    for package in packages or catalogues.SOURCES:
        empty = catalogues.update(package)
        total = sum(1 for _ in catalogues.messages(catalogues.read(package)))
        if total:
            print(f"{package:13} {total:5} strings, {empty or 'none'} to translate")
    return 0


def _check(packages: list[str]) -> int:
    found = translation_faults.faults(packages or None)
    for fault in found:
        print(fault)
    return 1 if found else 0


def _compile(_packages: list[str]) -> int:
    for package in catalogues.compile_stale():
        print(f"{package}.mo")
    return 0


if __name__ == "__main__":
    sys.exit(main())
