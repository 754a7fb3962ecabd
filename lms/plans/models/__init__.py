"""Tables of training needs, of development plans, of observed work orders, and of 360° rounds."""

from lms.plans.models.development import DevelopmentPlan, PlanAgreement, PlanGoal, PlanReview
from lms.plans.models.needs import NeedAbility, NeedCourse, NeedDecision, NeedPerson, TrainingNeed
from lms.plans.models.observations import (
    AskedObserver,
    Observation,
    ObservationOrder,
    ObservationRating,
    ObservationSample,
)
from lms.plans.models.rounds import FeedbackRound

__all__ = [
    "AskedObserver",
    "DevelopmentPlan",
    "FeedbackRound",
    "NeedAbility",
    "NeedCourse",
    "NeedDecision",
    "NeedPerson",
    "Observation",
    "ObservationOrder",
    "ObservationRating",
    "ObservationSample",
    "PlanAgreement",
    "PlanGoal",
    "PlanReview",
    "TrainingNeed",
]
