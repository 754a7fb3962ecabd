"""Examining a file in a process of its own, with little memory and little time: a file made to hurt hurts nobody else.

python -m certificates.verification.apart <examination.in >examination.json
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict

from certificates.verification.examining import Anchors, Examination, Problem, examine
from lms.core.config import ROOT

MEMORY = 1_500_000_000
SECONDS = 15
AT_ONCE = 2
"""Examinations that one web process runs at a time; more are turned away."""
_room = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many files are being examined just now."""


def examine_apart(content: bytes, anchors: Anchors) -> Examination:
    """As `examine`, in a process of its own. Raises Busy."""
    if not _room.acquire(timeout=SECONDS / 3):
        raise Busy
    try:
        asked = json.dumps(asdict(anchors)).encode() + b"\n" + content
        done = subprocess.run(
            [sys.executable, "-m", "certificates.verification.apart"],
            input=asked, capture_output=True, cwd=ROOT, timeout=SECONDS * 2, check=False,
        )  # fmt: skip
        return Examination.of(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError):
        return Examination(problem=Problem.TOO_COSTLY)
    finally:
        _room.release()


def limit() -> None:
    """Take away what an examination does not need, where the system can do that."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (within, within))


def main() -> None:
    """Read what is asked, answer as JSON."""
    limit()
    first, _, content = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(first)
    try:
        found = examine(content, Anchors(tuple(asked["seals"]), tuple(asked["keys"]), asked["did"]))
    except MemoryError:
        found = Examination(problem=Problem.TOO_COSTLY)
    sys.stdout.write(json.dumps(found.as_dict()))


if __name__ == "__main__":
    main()
