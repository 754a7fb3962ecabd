"""What a printing process loads: each of the two holds it all, so what it does not need is memory twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_printing_loads_neither_database_nor_web() -> None:
    told = "import certificates.printing.job, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    answer = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"certificates"} <= set(answer.stdout.split())
    assert not {"sqlalchemy", "flask", "alembic"} & set(answer.stdout.split())
