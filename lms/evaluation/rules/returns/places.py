"""On which line of a TOML file each key stands. The text was read by `tomllib` before, so it is well formed."""

from __future__ import annotations

from dataclasses import dataclass, field

Path = tuple[str | int, ...]
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "e": "\x1b"}


@dataclass
class Places:
    """Line numbers by path; the path of what is not there leads to the nearest thing around it."""

    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """The line of the key, or of what it would stand in."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None


def find_places(text: str) -> Places:
    """Walk through the file once."""
    walker = _Walker(text)
    walker.document()
    return Places(walker.lines)


def path_text(path: Path) -> str:
    """A path as people write it, counting from one: benefit 2, money, value → benefit[2].money.value."""
    told = ""
    for part in path:
        told += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if told else part
    return told


class _Walker:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text.replace("\r\n", "\n") + "\n", 0, 1
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def document(self) -> None:
        base: Path = ()
        while self._space(across=True):
            if self._now("[["):
                base = self._header(2)
            elif self._now("["):
                base = self._header(1)
            else:
                self._pair(base)

    def _header(self, brackets: int) -> Path:
        line = self.line
        self._move(brackets)
        names = self._key()
        self._move(brackets)
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if brackets == 2 and place == len(names) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                self.lines.setdefault(path, line)
                path = (*path, self.counts[path])
        self.lines[path] = line
        return path

    def _pair(self, base: Path) -> None:
        line = self.line
        path: Path = base
        for name in self._key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self._space()
        self._move(1)
        self._space()
        self._value(path)

    def _value(self, path: Path) -> None:
        self.lines[path] = self.lines.get(path, self.line)
        if self._now('"') or self._now("'"):
            self._string()
        elif self._now("["):
            self._move(1)
            count = 0
            while self._space(across=True) and not self._now("]"):
                self.lines[(*path, count)] = self.line
                self._value((*path, count))
                count += 1
                self._space(across=True)
                if self._now(","):
                    self._move(1)
            self._move(1)
        elif self._now("{"):
            self._move(1)
            while self._space(across=True) and not self._now("}"):
                self._pair(path)
                self._space(across=True)
                if self._now(","):
                    self._move(1)
            self._move(1)
        else:
            while not self._ends(",]}#\n"):
                self._move(1)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._space()
            if self._now('"') or self._now("'"):
                names.append(self._string())
            else:
                start = self.at
                while not self._ends(".=] \t\n"):
                    self._move(1)
                names.append(self.text[start : self.at])
            self._space()
            if not self._now("."):
                return names
            self._move(1)

    def _string(self) -> str:
        mark = self.text[self.at]
        close = mark * 3 if self._now(mark * 3) else mark
        self._move(len(close))
        told = ""
        while self.at < len(self.text):
            if self._now(close):
                self._move(len(close))
                while len(close) == 3 and self._now(
                    mark
                ):  # up to two quotation marks may stand before the closing three
                    self._move(1)
                break
            if mark == '"' and self._now("\\"):
                told += _ESCAPES.get(self.text[self.at + 1], "")
                self._move(2)
            else:
                told += self.text[self.at]
                self._move(1)
        return told

    def _space(self, across: bool = False) -> bool:
        """Pass over blanks, and over comments and line ends where they mean nothing. Is something left?"""
        while self.at < len(self.text):
            if self._now("#") and across:
                while not self._ends("\n"):
                    self._move(1)
            elif self.text[self.at] in (" \t\n\ufeff" if across else " \t"):
                self._move(1)
            else:
                return True
        return False

    def _ends(self, marks: str) -> bool:
        return self.at >= len(self.text) or self.text[self.at] in marks

    def _now(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _move(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count
