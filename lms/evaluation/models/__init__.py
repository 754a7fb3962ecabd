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
from lms.evaluation.models.plans import (
    EvaluationPlan,
    EvaluationTask,
    EvaluationVerdict,
    EvaluationWave,
    RetentionTest,
)

__all__ = [
    "CostEntry",
    "CostImport",
    "EffectApproval",
    "EffectEstimate",
    "EvaluationPlan",
    "EvaluationTask",
    "EvaluationVerdict",
    "EvaluationWave",
    "HourlyRate",
    "RetentionTest",
    "RoiCase",
    "RoiOverride",
    "RoiTold",
    "RoiVersion",
    "RollOut",
    "RollOutPlace",
    "RollOutWithdrawal",
]
