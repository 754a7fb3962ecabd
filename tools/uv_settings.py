"""Prints shell exports that make uv use the package index this machine's pip is set to use.

uv reads neither pip's configuration files nor its environment variables; whoever runs behind a mirror has set pip.
What is already set for uv itself is left alone. Standard library only.
"""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlparse


def parse_pip_config(listing: str) -> dict[str, list[str]]:
    """`pip config list` as option → words. Environment beats the install section, which beats the global one."""
    rank = {"global": 0, "install": 1, ":env:": 2}
    chosen: dict[str, tuple[int, list[str]]] = {}
    for line in listing.splitlines():
        key, equals, value = line.partition("=")
        section, dot, option = key.partition(".")
        if not (equals and dot) or section not in rank:
            continue
        try:
            words = str(ast.literal_eval(value)).split()
        except (SyntaxError, ValueError):
            continue
        if option not in chosen or rank[section] >= chosen[option][0]:
            chosen[option] = (rank[section], words)
    return {option: words for option, (_, words) in chosen.items()}


def uv_environment(pip: Mapping[str, list[str]], environment: Mapping[str, str]) -> dict[str, str]:
    """What to export for uv, given pip's settings and the environment as it is."""
    index = _reachable(pip.get("index-url", []))
    more = _reachable(pip.get("extra-index-url", []))
    links = _reachable(pip.get("find-links", []))
    wanted = {
        "UV_DEFAULT_INDEX": index[-1] if index else "",
        "UV_INDEX": " ".join(more),
        # pip takes a release from whichever index has it; the hashes in the lock make that safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if more else "",
        "UV_FIND_LINKS": ",".join(links),
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", [])),
        "UV_NO_INDEX": "1" if pip.get("no-index", [""])[-1].lower() in {"1", "true", "yes", "on"} else "",
        "UV_HTTP_TIMEOUT": pip.get("default-timeout", pip.get("timeout", [""]))[-1],
        "SSL_CERT_FILE": pip.get("cert", [""])[-1],
        "ALL_PROXY": pip.get("proxy", [""])[-1],
        "UV_PYTHON_DOWNLOADS": "never",
    }
    return {name: value for name, value in wanted.items() if value and not environment.get(name)}


def _reachable(places: Iterable[str]) -> list[str]:
    """pip shrugs at a folder that is not there; uv would stop."""
    kept = []
    for place in places:
        parts = urlparse(place)
        folder = unquote(parts.path) if parts.scheme == "file" else "" if parts.scheme else place
        if not folder or Path(folder).expanduser().exists():
            kept.append(place)
    return kept


def main() -> None:
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    for name, value in uv_environment(parse_pip_config(listing), os.environ).items():
        print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
