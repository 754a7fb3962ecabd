"""Tables of the question bank, examinations and practicals."""

from assessments.models.bank import Item, ItemVersion, Topic
from assessments.models.exams import Attempt, AttemptItem, Blueprint, BlueprintPart, Exam, Response
from assessments.models.practicals import PracticalExam, PracticalTask, Rubric, SignOff, SignOffPhoto, SignOffRevocation

__all__ = [
    "Attempt",
    "AttemptItem",
    "Blueprint",
    "BlueprintPart",
    "Exam",
    "Item",
    "ItemVersion",
    "PracticalExam",
    "PracticalTask",
    "Response",
    "Rubric",
    "SignOff",
    "SignOffPhoto",
    "SignOffRevocation",
    "Topic",
]
