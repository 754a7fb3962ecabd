"""Rendering, sealing and zipping many bilingual certificates: `python -m tests.benchmarks.certificates N [--check SHARE]`.

An installation of its own in a temporary folder, with a design that has a logo, a seal and two signatures; then the very
export that HR starts. Beside it bare WeasyPrint makes the same page, one document at a time, in one process, unsigned.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

NAMES = (
    "王芳",
    "䶮天宇",
    "李晓彤",
    "欧阳娜娜",
    "𬭎明",
    "刘㛃",
    "𠮷田静",
    "赵敏",
    "孙丽华",
    "马超群",
    "诸葛文",
    "胡雪岩",
)
GIVEN = "伟芳娜敏静秀英丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国志华红梅春晓东海燕云鹏程雨晨思远子轩"
BARE_FAMILIES = {"Serif": "Noto Serif CJK SC", "Sans": "Noto Sans CJK SC"}


@contextlib.contextmanager
def installation() -> Iterator[Flask]:
    """An empty installation, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="shifu-bench-") as folder:
        url = f"sqlite:///{Path(folder, 'shifu.sqlite')}"
        os.environ |= {"DATABASE_URL": url, "LMS_VAR_DIR": folder, "LMS_DEMO_MODE": "1", "LMS_LOG_FORMAT": "json"}
        subprocess.run([sys.executable, "-m", "lms.cli", "db", "upgrade"], check=True, capture_output=True)
        from lms.app import create_app

        app = create_app()
        with app.app_context():
            yield app


def list_ids() -> list[int]:
    """The certificates there are."""
    from sqlalchemy import select

    from certificates.models import Certificate
    from lms.core.db import db, rollback

    ids = list(db.session.scalars(select(Certificate.id).order_by(Certificate.id)))
    rollback()
    return ids


def fill(count: int) -> None:
    """People with a certificate each, issued in a whole design."""
    from sqlalchemy import insert

    from certificates.faces import take_down
    from certificates.models import Certificate
    from certificates.queries.schemes import find_tier, scheme_for
    from lms.core import clock
    from lms.core.bilingual import Bilingual
    from lms.core.db import transaction
    from lms.people.models import Post, Unit
    from tests.certificate_samples import publish

    publish()
    today, at = clock.today(), clock.now()
    with transaction() as session:
        publish_design()
        unit = Unit(code="all", path="/1/", name=Bilingual("上海站", "Shanghai"), city=Bilingual("上海", "Shanghai"))
        post = Post(code="engineer", name=Bilingual("工程师", "Engineer"), family="field")
        session.add_all([unit, post])
        session.flush()
        unit.path = f"/{unit.id}/"
        people = [_person(n, unit.id, post.id, at) for n in range(count)]
        session.add_all(people)
        session.flush()
        tier = find_tier(scheme_for(people[0], "field-home").id, 1)
        assert tier is not None
        rows: list[dict[str, Any]] = [
            {
                "number": f"HT-{today.year}-{n:06d}", "code": f"{n:016d}", "person_id": person.id, "tier_id": tier.id,
                "issued_on": today, "expires_on": today + timedelta(days=730), "awarded_at": at, "awarded_by": None,
                "evidence": [], "face": take_down(person, tier),
            }
            for n, person in enumerate(people)
        ]  # fmt: skip
        session.execute(insert(Certificate), rows)


def _person(n: int, unit_id: int, post_id: int, at: datetime) -> Any:
    from lms.people.models import Person

    name = (
        NAMES[n] if n < len(NAMES) else NAMES[n % len(NAMES)][:-1] + GIVEN[n % len(GIVEN)] + GIVEN[n // 7 % len(GIVEN)]
    )
    return Person(
        employee_no=f"B{n:06d}", name_zh=name[:4], name_latin=f"Tester {n}", unit_id=unit_id, post_id=post_id,
        product_line="home", hired_on=at.date(), added_at=at,
    )  # fmt: skip


def publish_design() -> None:
    """The design of the demo company's page."""
    from lms.core import audit, clock
    from lms.demo.papers import publish_designs

    publish_designs(actor=audit.System("bench"), at=clock.now())


def bare(ids: list[int]) -> tuple[float, float, int]:
    """Seconds, CPU seconds and bytes a page of WeasyPrint as anybody calls it, with the system's fonts."""
    import weasyprint

    from certificates.actions.papers import sheets_of
    from certificates.pdf.design import _style_sheet
    from certificates.queries.certificates import list_certificates

    sheets = list(sheets_of(list_certificates(ids)).values())
    css = re.sub(
        r"'Shifu (Serif|Sans)[^']*'(, '[^']*')*",
        lambda found: f"'{BARE_FAMILIES[found[1]]}'",
        _style_sheet(sheets[0].design.layout),
    )
    size = 0
    weasyprint.HTML(string="<p>warm</p>").write_pdf()
    begun, cpu = time.perf_counter(), time.process_time()
    for sheet in sheets:
        size += len(weasyprint.HTML(string=sheet.html).write_pdf(stylesheets=[weasyprint.CSS(string=css)]) or b"")
    return (time.perf_counter() - begun) / len(ids), (time.process_time() - cpu) / len(ids), size // len(ids)


class Memory:
    """The memory of this process and of those that print, looked at now and then: as each process counts it, in which what
    they share is counted in each; and by halves, in which what two of them share is counted once."""

    def __init__(self, press: Any) -> None:
        self.press = press
        self.seen: list[tuple[int, float]] = []
        self.shared: list[float] = []

    def look(self, done: int, total: int) -> None:
        """Called as an export's progress."""
        resident = sum(self._of(pid) for pid in (os.getpid(), *self.press.process_ids))
        self.seen.append((done, resident))
        if len(self.seen) % 5 == 1:  # the system takes a while to tell
            self.shared.append(sum(self._part_of(pid) for pid in (os.getpid(), *self.press.process_ids)))

    @staticmethod
    def _part_of(pid: int) -> float:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            return 0.0
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    @staticmethod
    def _of(pid: int) -> float:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return 0.0
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


def check(path: Path, every: int) -> tuple[int, list[str]]:
    """Look at every n-th paper of a ZIP with qpdf and with our own verification. How many were looked at, and what is wrong."""
    from certificates.checking import Verdict, check_file
    from lms.core import clock
    from lms.core.db import rollback

    wrong: list[str] = []
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        names = [name for name in archive.namelist() if name.endswith(".pdf")]
        for name in names[::every]:
            content = archive.read(name)
            file = Path(folder, "paper.pdf")
            file.write_bytes(content)
            if subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False).returncode:
                wrong.append(f"{name}: qpdf")
            found = check_file(content, clock.today())
            rollback()
            if found.verdict is not Verdict.GENUINE or not found.is_valid:
                wrong.append(f"{name}: {found.as_dict()}")
    return len(names[::every]), wrong


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--bare", type=int, default=20)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--only-bare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        from lms.app import create_app

        with create_app().app_context():
            fill(options.count)
        return
    if options.only_bare:
        from lms.app import create_app

        with create_app().app_context():
            print(json.dumps(bare(list_ids()[: options.bare])))
        return
    with installation():
        from certificates.export import write_export
        from certificates.printing.pool import Press
        from lms.core import clock

        again = [sys.executable, "-m", "tests.benchmarks.certificates", str(options.count), "--fill"]
        subprocess.run(again, check=True)  # what filling takes does not count
        ids = list_ids()
        # In a process of its own, so that the memory it takes is not counted with that of the export.
        apart = [sys.executable, "-m", "tests.benchmarks.certificates", "0", "--only-bare", f"--bare={options.bare}"]
        said = subprocess.run(apart, check=True, capture_output=True, text=True).stdout
        base, base_cpu, base_size = json.loads(said.splitlines()[-1])
        before = _cpu()
        with tempfile.TemporaryDirectory() as folder, Press() as press:
            path, memory = Path(folder, "certificates.zip"), Memory(press)
            begun = time.perf_counter()
            made = write_export(ids, path, at=clock.now(), day=clock.today(), progress=memory.look, press=press)
            took = time.perf_counter() - begun
            press.close()
            used = _cpu() - before
            with zipfile.ZipFile(path) as archive:
                sizes = [entry.file_size for entry in archive.infolist() if entry.filename.endswith(".pdf")]
            looked, wrong = check(path, options.every)
        rate, base_rate = 60 * made.papers / took, 60 / base
        quarter = max((size for done, size in memory.seen if done <= options.count / 4), default=0)
        peak = max(size for _, size in memory.seen)
        print(
            f"  bare WeasyPrint, one process, unsigned: {base_rate:6.0f} a minute, CPU {1000 * base_cpu:4.0f} ms, {base_size / 1000:.0f} kB each"
        )
        print(
            f"  {made.papers} rendered, sealed, zipped by two: {rate:6.0f} a minute, CPU {1000 * used / made.papers:4.0f} ms, {sum(sizes) / len(sizes) / 1000:.1f} kB each (largest {max(sizes) / 1000:.1f})"
        )
        print(f"  {rate / base_rate:.1f}× the rate of bare WeasyPrint (aim: 3×), {base_cpu * made.papers / used:.1f}× by CPU; memory {max(memory.shared):.0f} MB at most in all (aim: under 600), {peak:.0f} MB where what processes share counts in each, {quarter:.0f} MB of it after a quarter")  # fmt: skip
        print(f"  {looked} of them checked by qpdf and by our verification: {len(wrong)} wrong")
        if wrong or made.problems:
            sys.exit("\n".join([*wrong, *made.problems][:20]))


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
