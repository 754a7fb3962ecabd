"""Tools that are not ours, with which the tests check what we make. Each is installed by the set-up; where one cannot be had,
its test skips and says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
JAVASCRIPT = ROOT / "tests" / "javascript"
JARS = tuple(
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        "preflight",
        "pdfbox2",
        "fontbox2",
        "xmpbox",
        "commons-logging",
        "commons-io",
        "jaxb-api",
        "javax.activation",
    )
)


def need(*commands: str) -> None:
    """Skip, naming the command that is not there."""
    for command in commands:
        if shutil.which(command) is None:
            pytest.skip(f"{command} is not installed; tools/setup.sh test installs it where it can")


def run(*command: str | Path, **options: Any) -> str:
    """What a command prints. Fails with its words where it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pdfsig(pdf: Path, chain: Path, folder: Path) -> str:
    """What poppler says of the signatures in a PDF when it trusts the roots of a chain."""
    need("pdfsig", "certutil")
    store = folder / "nss"
    store.mkdir()
    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    parts = chain.read_text().split("-----BEGIN CERTIFICATE-----")[1:]
    for number, part in enumerate(parts):
        one = folder / f"{number}.pem"
        one.write_text("-----BEGIN CERTIFICATE-----" + part)
        run("certutil", "-A", "-d", f"sql:{store}", "-n", f"seal {number}", "-t", "CT,C,C", "-i", one)
    return run("pdfsig", "-nssdir", f"sql:{store}", pdf, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"})


def preflight(pdf: Path) -> list[str]:
    """What PDFBox finds wrong with a PDF/A-1b."""
    need("java")
    for jar in JARS:
        if not jar.exists():
            pytest.skip(f"{jar.name} is not installed; tools/setup.sh test installs it where it can")
    path = ":".join(map(str, JARS))
    done = subprocess.run(
        ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", str(pdf)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def javascript_check(*, now: str, documents: dict[str, Any], credentials: list[Any]) -> list[dict[str, Any]]:
    """What Digital Bazaar's libraries say of credentials, with nothing but these documents at hand."""
    need("node")
    if not (JAVASCRIPT / "node_modules").is_dir():
        pytest.skip(
            "the packages of tests/javascript are not installed; tools/setup.sh test installs them where it can"
        )
    asked = json.dumps({"now": now, "documents": documents, "credentials": credentials})
    return [json.loads(line) for line in run("node", "verify.mjs", cwd=JAVASCRIPT, input=asked).splitlines()]
