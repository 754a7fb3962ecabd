"""Tables of training evaluation, by noun."""

from lms.evaluation.models.costs import (
    CostEntry,
    CostImport,
    HourlyRate,
    RoiCase,
    RoiOverride,
    RoiTold,
    RoiVersion,
)

__all__ = [
    "CostEntry",
    "CostImport",
    "HourlyRate",
    "RoiCase",
    "RoiOverride",
    "RoiTold",
    "RoiVersion",
]
