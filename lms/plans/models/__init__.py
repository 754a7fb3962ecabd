"""Tables of training needs, of observed work orders, and of 360° rounds."""

from lms.plans.models.needs import NeedAbility, NeedCourse, NeedDecision, NeedPerson, TrainingNeed
from lms.plans.models.observations import (
    Observation,
    ObservationOrder,
    ObservationRating,
    ObservationSample,
)
from lms.plans.models.rounds import FeedbackRound

__all__ = [
    "FeedbackRound",
    "NeedAbility",
    "NeedCourse",
    "NeedDecision",
    "NeedPerson",
    "Observation",
    "ObservationOrder",
    "ObservationRating",
    "ObservationSample",
    "TrainingNeed",
]
