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
from lms.evaluation.models.effects import EffectApproval, EffectEstimate, RollOut, RollOutPlace, RollOutWithdrawal

__all__ = [
    "CostEntry",
    "CostImport",
    "EffectApproval",
    "EffectEstimate",
    "HourlyRate",
    "RoiCase",
    "RoiOverride",
    "RoiTold",
    "RoiVersion",
    "RollOut",
    "RollOutPlace",
    "RollOutWithdrawal",
]
