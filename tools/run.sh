#!/usr/bin/env bash
# From a bare checkout to a served demo: set-up, database, demo company, then web server and job worker together.
#   BIND=0.0.0.0 PORT=9000 tools/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export LMS_DEMO_MODE="${LMS_DEMO_MODE:-1}"
tools/setup.sh run
# exec: Ctrl-C reaches the server itself, which ends the worker too.
exec .venv/bin/python -m lms.cli serve --prepare --with-worker --host "${BIND:-127.0.0.1}" --port "${PORT:-8000}"
