"""YAML that people send and take away: plain data only, no aliases, no nesting without end, and quickly.

libyaml reads where it is there, ten times as fast as PyYAML alone; the depth is looked at first, because whoever composes
nodes calls himself for each level. A few aliases within each other stand for millions of values, so there are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 100
"""Levels of lists and mappings within each other; what we write ourselves has fewer than twenty."""


class Alias(yaml.MarkedYAMLError):
    """An alias: not taken."""


class TooDeep(yaml.MarkedYAMLError):
    """More levels within each other than any file of ours has."""


def read(content: str | bytes) -> Any:
    """What a text says. Raises yaml.YAMLError, with `problem_mark` where the place is known."""
    return read_with_nodes(content)[0]


def read_with_nodes(content: str | bytes) -> tuple[Any, yaml.Node | None]:
    """What a text says, and the node of it, which knows its lines. Raises yaml.YAMLError."""
    _refuse_aliases_and_depth(content)
    loader = Loader(content)
    try:
        node = loader.get_single_node()
        return (loader.construct_document(node) if node is not None else None), node
    except (ValueError, TypeError, OverflowError, RecursionError) as wrong:  # a date that no calendar has, say
        raise yaml.MarkedYAMLError(problem=str(wrong)) from wrong
    finally:
        loader.dispose()


def line_of(wrong: yaml.YAMLError) -> int:
    """The line where something is wrong, counted from 1; 1 where it is not known."""
    mark = getattr(wrong, "problem_mark", None)
    return mark.line + 1 if mark else 1


def line_at(node: yaml.Node | None, place: Iterable[Any]) -> int:
    """The line of what stands under some names and numbers, one within the other, counted from 1."""
    for step in place:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == step), node)
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[step]
    return node.start_mark.line + 1 if node is not None else 1


class _Writer(yaml.SafeDumper):
    """Writes each value where it stands, so that what is written can be read again."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(data: Any, *, width: int = 120) -> str:
    """Plain data as text, in its own order, in lines of about so many characters."""
    return str(yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=width))


def _place(event: yaml.Event) -> Any:
    return event.start_mark


def _refuse_aliases_and_depth(content: str | bytes) -> None:
    depth = 0
    for event in yaml.parse(content, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise Alias(problem="alias", problem_mark=_place(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise TooDeep(problem="too deep", problem_mark=_place(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
