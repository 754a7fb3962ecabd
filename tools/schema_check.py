"""Do the migrations lead to the tables of the code? Asked on SQLite and on a PostgreSQL of its own.

`python -m tools.schema_check` ends with 1 when a migration is missing or fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.postgres import throwaway_postgres

ROOT = Path(__file__).parents[1]
STEPS = "from alembic.config import main; main(['upgrade', 'head']); main(['check'])"
"""Both in one process: to read the code takes longer than either."""


def check(url: str, folder: str) -> bool:
    """Upgrades an empty database to the newest schema and compares."""
    # Demo mode only spares the settings that a real installation must give.
    environment = {**os.environ, "DATABASE_URL": url, "LMS_VAR_DIR": folder, "LMS_DEMO_MODE": "1"}
    done = subprocess.run([sys.executable, "-c", STEPS], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(f"alembic on {url.split(':')[0]}:\n{done.stdout}{done.stderr}")
    return not done.returncode


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, throwaway_postgres() as postgres:
        agreed = [check(url, folder) for url in (f"sqlite:///{folder}/schema.sqlite", postgres)]
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main())
