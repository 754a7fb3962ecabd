"""Tables of the question bank, examinations, practicals and questionnaires."""

from assessments.models.bank import Item, ItemReview, ItemReviewRequest, ItemVersion, Topic
from assessments.models.conduct import (
    Accommodation,
    AttemptConduct,
    ExamConduct,
    FocusLoss,
    Intervention,
    QuestionLeft,
    StartCode,
)
from assessments.models.cut_scores import CutDecision, CutJudge, CutPanel, CutPanelItem, CutRating, CutRound
from assessments.models.drawing import AttemptForm, ExamDrawing, ExamForm, ExamFormItem, FormSet
from assessments.models.exams import Attempt, AttemptItem, Blueprint, BlueprintPart, Exam, Response
from assessments.models.marks import Appeal, EssayMark, Regrade, RegradedAttempt
from assessments.models.opinions import AssessorAsk, PracticalOpinion
from assessments.models.practicals import (
    Countersignature,
    CountersignatureWithdrawal,
    PracticalExam,
    PracticalTask,
    Rubric,
    SignOff,
    SignOffPhoto,
    SignOffRevocation,
)
from assessments.models.quality import ItemStatistic, StatisticsRun
from assessments.models.questionnaires import Questionnaire, QuestionnaireDraft, QuestionnaireVersion
from assessments.models.simulations import (
    ScenarioCard,
    Simulation,
    SimulationAssessor,
    SimulationCalledOff,
    SimulationRating,
    SimulationRelief,
)
from assessments.models.surveys import SurveyAnswer, SurveyInvitation

__all__ = [
    "Accommodation",
    "Appeal",
    "AssessorAsk",
    "Attempt",
    "AttemptConduct",
    "AttemptForm",
    "AttemptItem",
    "Blueprint",
    "BlueprintPart",
    "Countersignature",
    "CountersignatureWithdrawal",
    "CutDecision",
    "CutJudge",
    "CutPanel",
    "CutPanelItem",
    "CutRating",
    "CutRound",
    "EssayMark",
    "Exam",
    "ExamConduct",
    "ExamDrawing",
    "ExamForm",
    "ExamFormItem",
    "FocusLoss",
    "FormSet",
    "Intervention",
    "Item",
    "ItemReview",
    "ItemReviewRequest",
    "ItemStatistic",
    "ItemVersion",
    "PracticalExam",
    "PracticalOpinion",
    "PracticalTask",
    "QuestionLeft",
    "Questionnaire",
    "QuestionnaireDraft",
    "QuestionnaireVersion",
    "Regrade",
    "RegradedAttempt",
    "Response",
    "Rubric",
    "ScenarioCard",
    "SignOff",
    "SignOffPhoto",
    "SignOffRevocation",
    "Simulation",
    "SimulationAssessor",
    "SimulationCalledOff",
    "SimulationRating",
    "SimulationRelief",
    "StartCode",
    "StatisticsRun",
    "SurveyAnswer",
    "SurveyInvitation",
    "Topic",
]
