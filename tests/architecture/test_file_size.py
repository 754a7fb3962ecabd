"""No file grows past 300 lines: it is split by noun before."""

from tests.architecture.tree import ROOT, relative, tracked_files

LIMIT = 300


def test_no_python_file_is_too_long() -> None:
    files = [
        path for path in tracked_files() if path.suffix == ".py" and "migrations" not in path.relative_to(ROOT).parts
    ]
    assert files
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > LIMIT} == {}
