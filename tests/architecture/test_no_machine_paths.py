"""The project names no package registry and no place on the machine it was written on."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import relative, tracked_files

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a registry host": re.compile(
        r"https?://(?:[\w.-]+\.)?(?:"
        + "|".join(
            [
                "pypi" + r"\.org",
                "python" + "hosted",
                "registry" + r"\.npmjs",
                "deb" + r"\.debian",
                "artifactory",
                "nexus\\.",
            ]
        )
        + r")"
    ),
    "an index option": re.compile(r"--(?:extra-)?index-" + r"url[= ]\S*://|--find-" + r"links[= ]/"),
    "a path of one machine": re.compile(r"(?<![\w.$}])/(?:work/(?:main|shared|\.)|root/|home/\w+/)"),
}
BINARY = {
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".gif",
    ".ico",
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".mp4",
    ".webm",
    ".pdf",
    ".xlsx",
    ".zip",
    ".icc",
}
VENDORED = "static/vendor/"


def faults_in(text: str) -> list[str]:
    return [
        f"{number}: {what}: {match.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if (match := pattern.search(line))
    ]


def test_nothing_tracked_names_a_machine_or_a_registry() -> None:
    found = [
        f"{relative(path)}:{fault}"
        for path in tracked_files()
        if path.suffix not in BINARY and not relative(path).startswith(VENDORED)
        for fault in faults_in(read(path))
    ]
    assert found == []


def read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("see https:" + "//files.python" + "hosted.org/x", True),
        ("pip install --index-" + "url https:" + "//mirror.example/simple", True),
        ("open('/" + "root/notes')", True),
        ("cd /" + "work/main", True),
        ("@bp.get('/people/<int:id>')", False),
        ("/usr/lib/postgresql/15/bin", False),
        ("the frame" + "work/library choice", False),
    ],
)
def test_what_counts(line: str, is_found: bool) -> None:
    assert bool(faults_in(line)) is is_found
