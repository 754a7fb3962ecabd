"""What calculates, draws or prints loads when it is first asked to: no page, command or job pays for it at the start."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, relative, sources

HEAVY = {"numpy", "scipy", "duckdb", "altair", "vl_convert", "weasyprint", "holidays", "xlsxwriter", "openpyxl"}
STARTS = ("lms.app", "lms.wiring", "lms.cli", "lms.worker")
_IMPORT = re.compile(r"^(?:import (?P<whole>[\w.]+)|from (?P<room>[\w.]+) import (?P<names>\([^)]*\)|[^\n]*))", re.M)


def imports(source: str) -> Iterator[str]:
    """What a module names where it is loaded: imports that are not indented."""
    for found in _IMPORT.finditer(source):
        if found["whole"]:
            yield found["whole"]
            continue
        yield found["room"]
        for name in re.findall(r"\w+", found["names"]):
            yield f"{found['room']}.{name}"


def way_to_heavy(modules: dict[str, Path]) -> list[str]:
    """From where the application starts to the first heavy library, module by module; nothing where there is no way."""
    ways = {start: [start] for start in STARTS}
    asked = list(STARTS)
    while asked:
        module = asked.pop(0)
        for name in imports(modules[module].read_text("utf-8")):
            if name.split(".")[0] in HEAVY:
                return [*ways[module], name]
            rooms = [name.rsplit(".", up)[0] for up in range(name.count(".") + 1)]
            for room in rooms:
                if room in modules and room not in ways:
                    ways[room] = [*ways[module], room]
                    asked.append(room)
    return []


def test_nothing_heavy_loads_at_the_start() -> None:
    modules = {
        relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in sources()
    }
    assert len(modules) > 100
    assert way_to_heavy(modules) == []


def test_a_way_is_found(tmp_path: Path) -> None:
    held = dict.fromkeys(STARTS, ROOT / "lms" / "__init__.py")
    page, rule = tmp_path / "page.py", tmp_path / "rule.py"
    page.write_text("from a.b import (\n    rule,\n)\n")
    rule.write_text("def f():\n    import scipy\n\n\nimport numpy as np\n")
    assert way_to_heavy({**held, "lms.app": page, "a.b.rule": rule}) == ["lms.app", "a.b.rule", "numpy"]
