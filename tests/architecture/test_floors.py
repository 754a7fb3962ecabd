"""Foreign keys point down the same stack as imports do: a table never refers to one of a higher package."""

from collections.abc import Iterator, Mapping

import pytest
import sqlalchemy as sa

# Lowest first. A package that is missing here fails the test below, and belongs on a floor.
FLOORS = (
    "lms.core",
    "lms.people",
    "lms.workdays",
    "lms.skills",
    "lms.kpis",
    "courses",
    "assessments",
    "certificates",
    "lms.mentoring",
    "lms.trainers",
    "lms.plans",
    "lms.onboarding",
    "lms.evaluation",
    "lms.performance",
    "lms.reports",
    "lms.api",
    "lms.home",
    "lms.demo",
)


def floor_of(module: str) -> int:
    """How high the package of a module stands."""
    for height, package in enumerate(FLOORS):
        if module == package or module.startswith(package + "."):
            return height
    raise LookupError(f"{module} has no floor; give it one here and in pyproject.toml")


def keys_pointing_up(metadata: sa.MetaData, module_of: Mapping[str, str]) -> Iterator[str]:
    """Each foreign key from a table to one that stands higher."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.name
            if floor_of(module_of[target]) > floor_of(module_of[table.name]):
                yield f"{table.name}.{key.parent.name} → {target} ({module_of[table.name]} → {module_of[target]})"


def modules_of_tables() -> dict[str, str]:
    """Table name → the module whose class maps it; a plain table belongs to the module that holds it."""
    import sys

    import lms.models
    from lms.core.db import Base

    owners = {
        mapper.local_table.name: mapper.class_.__module__  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if not mapper.inherits
    }
    for name, module in list(sys.modules.items()):
        if name == "lms.models" or not name.startswith(("lms.", "courses.", "assessments.", "certificates.")):
            continue
        for value in vars(module).values():
            if isinstance(value, sa.Table) and value.metadata is lms.models.metadata:
                owners.setdefault(value.name, name)
    return owners


def test_every_table_has_a_floor() -> None:
    import lms.models

    owners = modules_of_tables()
    assert set(lms.models.metadata.tables) == set(owners)
    assert len({floor_of(module) for module in owners.values()}) > 3


def test_foreign_keys_point_down() -> None:
    import lms.models

    assert list(keys_pointing_up(lms.models.metadata, modules_of_tables())) == []


def test_a_key_that_points_up_would_be_found() -> None:
    metadata = sa.MetaData()
    sa.Table("people", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("pairings", metadata, sa.Column("person_id", sa.ForeignKey("people.id")))
    down = {"people": "lms.people.models", "pairings": "lms.mentoring.models"}
    assert list(keys_pointing_up(metadata, down)) == []
    up = {"people": "lms.mentoring.models", "pairings": "lms.people.models"}
    assert len(list(keys_pointing_up(metadata, up))) == 1


def test_a_package_without_a_floor_is_refused() -> None:
    with pytest.raises(LookupError, match=r"lms\.gadgets"):
        floor_of("lms.gadgets.models")
