"""Formulas: the LaTeX that school and workshop need, as MathML, which browsers show and screen readers read.

Known are letters, numbers, signs, ^ _ { }, fractions, roots, Greek letters, the usual operators, functions and \\text.
A formula with anything else is not half-shown: the answer is None.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:[.,]\d+)*|[a-zA-Z]|\s+|.", re.DOTALL)
_GREEK = dict(
    zip(
        (
            "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
            "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
        ).split(),
        "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
_SIGNS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "propto": "∝", "infty": "∞", "degree": "°", "circ": "∘", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "Leftrightarrow": "⇔", "sum": "∑", "prod": "∏", "int": "∫",
    "partial": "∂", "nabla": "∇", "in": "∈", "angle": "∠", "parallel": "∥", "perp": "⊥", "ldots": "…", "cdots": "⋯",
    "%": "%", "{": "{", "}": "}", "_": "_", "$": "$", "&": "&", "#": "#", "|": "‖", "lt": "<", "gt": ">", "ast": "∗",
}  # fmt: skip
_FUNCTIONS = {"sin", "cos", "tan", "cot", "log", "ln", "lg", "exp", "max", "min", "lim", "arcsin", "arccos", "arctan"}
_SPACES = {",", ";", ":", "!", " ", "quad", "qquad"}
_TEXTS = {"text", "mathrm", "textrm", "mathbf", "mathit", "operatorname"}
_SILENT = {"left", "right", "displaystyle", "limits"}
_ACCENTS = {"bar": "¯", "overline": "¯", "hat": "^", "vec": "→", "dot": "˙", "tilde": "~"}
MOST_TOKENS = 500
DEEPEST = 30


class _Unknown(Exception):
    """Something that is not known here."""


@lru_cache(maxsize=2000)
def mathml(latex: str) -> Markup | None:
    """A formula as MathML; None where it holds what is not known."""
    tokens = _TOKEN.findall(latex)
    if len(tokens) > MOST_TOKENS:
        return None
    try:
        reader = _Reader(tokens)
        inner = reader.row(None, 0)
    except _Unknown:
        return None
    return Markup("<math>{}</math>").format(inner)


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.place = tokens, 0

    def row(self, end: str | None, depth: int) -> Markup:
        """Everything up to `end` (or the formula's own)."""
        if depth > DEEPEST:
            raise _Unknown
        parts: list[Markup] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token == end:
                self.place += 1
                return _grouped(parts)
            if token in "}]" and end is not None:
                raise _Unknown
            if token == "}":
                raise _Unknown
            part = self.scripted(depth)
            if part is not None:
                parts.append(part)
        if end is not None:
            raise _Unknown
        return _grouped(parts)

    def scripted(self, depth: int) -> Markup | None:
        """One thing with its indexes and powers."""
        base = self.atom(depth)
        if base is None:
            return None
        below = above = None
        while (token := self.peek()) in ("_", "^", "'"):
            self.place += 1
            if token == "'":
                above = Markup("<mo>′</mo>")
            elif token == "_" and below is None:
                below = self.argument(depth)
            elif token == "^" and above is None:
                above = self.argument(depth)
            else:
                raise _Unknown
        if below is not None and above is not None:
            return Markup("<msubsup>{}{}{}</msubsup>").format(base, below, above)
        if below is not None:
            return Markup("<msub>{}{}</msub>").format(base, below)
        return base if above is None else Markup("<msup>{}{}</msup>").format(base, above)

    def peek(self) -> str:
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def argument(self, depth: int) -> Markup:
        self.peek()
        found = self.atom(depth)
        if found is None:
            raise _Unknown
        return found

    def atom(self, depth: int) -> Markup | None:
        if self.place >= len(self.tokens):
            raise _Unknown
        token = self.tokens[self.place]
        self.place += 1
        if token.isspace() or token == "~":
            return None
        if token == "{":
            return self.row("}", depth + 1)
        if token.startswith("\\") and len(token) > 1:
            return self.command(token[1:], depth)
        if token in "^_\\&#$%":
            raise _Unknown
        if token[0].isdigit():
            return Markup("<mn>{}</mn>").format(token)
        if token.isalpha():
            return Markup("<mi>{}</mi>").format(token)
        return Markup("<mo>{}</mo>").format("−" if token == "-" else token)

    def command(self, name: str, depth: int) -> Markup | None:
        if name in _SPACES or name in _SILENT:
            return None
        if name in _GREEK:
            return Markup("<mi>{}</mi>").format(_GREEK[name])
        if name in _SIGNS:
            return Markup("<mo>{}</mo>").format(_SIGNS[name])
        if name in _FUNCTIONS:
            return Markup("<mi>{}</mi>").format(name)
        if name in ("frac", "dfrac", "tfrac"):
            over = self.argument(depth)
            return Markup("<mfrac>{}{}</mfrac>").format(over, self.argument(depth))
        if name == "sqrt":
            return self.root(depth)
        if name in _TEXTS:
            return Markup("<mtext>{}</mtext>").format(self.plain())
        if name in _ACCENTS:
            return Markup('<mover accent="true">{}<mo>{}</mo></mover>').format(self.argument(depth), _ACCENTS[name])
        raise _Unknown

    def root(self, depth: int) -> Markup:
        if self.peek() == "[":
            self.place += 1
            index = self.row("]", depth + 1)
            return Markup("<mroot>{}{}</mroot>").format(self.argument(depth), index)
        return Markup("<msqrt>{}</msqrt>").format(self.argument(depth))

    def plain(self) -> Markup:
        """The words of \\text{…}."""
        if self.peek() != "{":
            raise _Unknown
        self.place += 1
        said = []
        while self.place < len(self.tokens) and (token := self.tokens[self.place]) != "}":
            said.append(token)
            self.place += 1
        if self.place >= len(self.tokens):
            raise _Unknown
        self.place += 1
        return escape("".join(said))


def _grouped(parts: list[Markup]) -> Markup:
    return parts[0] if len(parts) == 1 else Markup("<mrow>{}</mrow>").format(Markup("").join(parts))
