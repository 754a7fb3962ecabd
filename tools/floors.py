"""import-linter, quietly: only what is broken is shown. `python -m tools.floors`."""

from __future__ import annotations

import sys
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(0 if lint_imports() == EXIT_STATUS_SUCCESS else 1)
