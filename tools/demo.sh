#!/usr/bin/env bash
# Brings the database up to date, fills it with the demo company if it is empty, and says who can sign in.
set -euo pipefail
cd "$(dirname "$0")/.."
export LMS_DEMO_MODE="${LMS_DEMO_MODE:-1}"
.venv/bin/python -m lms.cli db upgrade
.venv/bin/python -m lms.cli demo --if-empty
.venv/bin/python -m lms.cli demo --accounts
