"""Tables of the question bank, examinations, practicals and questionnaires."""

from assessments.models.bank import Item, ItemReview, ItemVersion, Topic
from assessments.models.exams import Attempt, AttemptItem, Blueprint, BlueprintPart, Exam, Response
from assessments.models.practicals import PracticalExam, PracticalTask, Rubric, SignOff, SignOffPhoto, SignOffRevocation
from assessments.models.questionnaires import Questionnaire, QuestionnaireDraft, QuestionnaireVersion
from assessments.models.surveys import SurveyAnswer, SurveyInvitation

__all__ = [
    "Attempt",
    "AttemptItem",
    "Blueprint",
    "BlueprintPart",
    "Exam",
    "Item",
    "ItemReview",
    "ItemVersion",
    "PracticalExam",
    "PracticalTask",
    "Questionnaire",
    "QuestionnaireDraft",
    "QuestionnaireVersion",
    "Response",
    "Rubric",
    "SignOff",
    "SignOffPhoto",
    "SignOffRevocation",
    "SurveyAnswer",
    "SurveyInvitation",
    "Topic",
]
