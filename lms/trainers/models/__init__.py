"""Tables of trainers: what each grade asks, how somebody gets one, who may teach what, who they are and when they are away."""

from lms.trainers.models.certification import (
    TrainerApplication,
    TrainerDecision,
    TrialJudge,
    TrialJudgement,
    TrialJudgeRelease,
    TrialLecture,
)
from lms.trainers.models.grades import TrainerGrade, TrainerGradeEvent, TrainerGradeVersion, TrainerReminder
from lms.trainers.models.profiles import TrainerAbsence, TrainerProfile, TrainerSuitability
from lms.trainers.models.rights import TeachingRight, TeachingRightEnd

__all__ = [
    "TeachingRight",
    "TeachingRightEnd",
    "TrainerAbsence",
    "TrainerApplication",
    "TrainerDecision",
    "TrainerGrade",
    "TrainerGradeEvent",
    "TrainerGradeVersion",
    "TrainerProfile",
    "TrainerReminder",
    "TrainerSuitability",
    "TrialJudge",
    "TrialJudgeRelease",
    "TrialJudgement",
    "TrialLecture",
]
