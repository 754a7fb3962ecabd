"""The words for questionnaires, invitations and answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from assessments.rules.surveys.faults import Fault
from assessments.rules.surveys.invitations import State
from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.core.rules import Refusal

LEVEL_NAMES: dict[int, Any] = {
    1: _l("Level 1: reaction"),
    2: _l("Level 2: learning"),
    3: _l("Level 3: behaviour"),
}
KIND_NAMES: dict[str, Any] = {
    "scale": _l("Scale"),
    "nps": _l("Recommendation, 0 to 10"),
    "single": _l("One choice"),
    "multiple": _l("Several choices"),
    "number": _l("A number"),
    "text": _l("Free text"),
}
STEM_NAMES: dict[str, Any] = {
    "satisfaction": _l("Satisfaction"),
    "relevance": _l("Relevance"),
    "engagement": _l("Engagement"),
    "confidence": _l("Confidence"),
    "commitment": _l("Commitment"),
    "recommend": _l("Recommendation"),
    "application": _l("Use on the job"),
    "behaviour": _l("Behaviour"),
    "driver": _l("Required drivers"),
    "obstacle": _l("Obstacles"),
    "trainer": _l("Trainer"),
    "organisation": _l("How it was organised"),
    "knowledge": _l("Knowledge"),
    "comment": _l("Comments"),
}
ROLE_NAMES: dict[str, Any] = {
    "learner": lazy_pgettext("who answers", "Learner"),
    "supervisor": lazy_pgettext("who answers", "Supervisor"),
    "observer": lazy_pgettext("who answers", "Observer"),
    "self": lazy_pgettext("who answers", "The person themselves"),
    "peer": lazy_pgettext("who answers", "Peers"),
    "mentee": lazy_pgettext("who answers", "Mentees"),
}
STATE_NAMES: dict[str, tuple[Any, str]] = {
    State.LATER: (lazy_pgettext("questionnaire", "Not open yet"), "plain"),
    State.OPEN: (lazy_pgettext("questionnaire", "Open"), "plain"),
    State.LATE: (lazy_pgettext("questionnaire", "Late"), "due"),
    State.CLOSED: (lazy_pgettext("questionnaire", "Not answered"), "bad"),
    State.ANSWERED: (lazy_pgettext("questionnaire", "Answered"), "good"),
    State.DECLINED: (lazy_pgettext("questionnaire", "Declined"), "plain"),
}
"""Words and tone of where an invitation stands."""
FIELD_NAMES: dict[str, Any] = {
    "title_zh": _l("Title in Chinese"),
    "title_en": _l("Title in English"),
    "intro_zh": _l("Introduction in Chinese"),
    "intro_en": _l("Introduction in English"),
    "items": _l("Questions"),
    "key": _l("Code"),
    "kind": _l("Kind of question"),
    "measure": _l("What it measures"),
    "text_zh": _l("Question in Chinese"),
    "text_en": _l("Question in English"),
    "note_zh": _l("Hint in Chinese"),
    "note_en": _l("Hint in English"),
    "scale": _l("Scale"),
    "options": _l("Choices"),
    "low": _l("Lowest number"),
    "high": _l("Highest number"),
    "each": _l("Asked for each aim"),
    "level": _l("Level of evaluation"),
    "code": _l("Code"),
    "anonymous": _l("Anonymous"),
}
REFUSALS: dict[str, Any] = {
    "questionnaire_no_code": _l("Enter a code."),
    "questionnaire_bad_code": _l("“%(code)s” cannot be a code: small letters, digits and single hyphens, at most 60, and no word that addresses use."),
    "questionnaire_code_taken": _l("There is already a questionnaire with the code “%(code)s”."),
    "questionnaire_bad_level": _l("The level is 1 (reaction), 2 (learning) or 3 (behaviour)."),
    "questionnaire_no_draft": _l("There is no draft to publish. Change something first."),
    "questionnaire_reason_missing": _l("Say why this version is published; it stays with the version."),
    "questionnaire_has_faults": _n("%(count)s place is not right yet; it is named on the page.", "%(count)s places are not right yet; they are named on the page.", "count"),
    "questionnaire_unchanged": _l("The draft says the same as the published version, so there is nothing to publish."),
    "questionnaire_not_published": _l("The questionnaire “%(code)s” has no published version yet, so nobody can be asked."),
    "survey_unknown_role": _l("“%(role)s” is not a role: learner, supervisor or observer."),
    "survey_dates_crossed": _l("A questionnaire opens first, is due then, and closes last."),
    "survey_answered_already": _l("You have answered this questionnaire already. Thank you!"),
    "survey_answers_none": _l("Nothing is answered yet. Answer at least one question, or say that you cannot."),
    "survey_opens_later": _l("This questionnaire opens on %(day)s."),
    "survey_closed": _l("This questionnaire is closed and takes no answers any more."),
    "survey_reason_missing": _l("Please say in a few words why you do not answer."),
    "survey_answer_missing": _l("Please answer this question."),
    "survey_answer_unknown": _l("That is none of the answers. Please choose again."),
    "survey_answer_too_long": _l("At most %(most)s characters."),
    "survey_answer_no_number": _l("Please enter a number."),
    "survey_answer_too_low": _l("At least %(low)s."),
    "survey_answer_too_high": _l("At most %(high)s."),
    "survey_text_missing": _l("This is needed in both languages."),
    "survey_too_long": _l("This is too long; at most %(most)s characters."),
    "survey_no_items": _l("A questionnaire needs at least one question."),
    "survey_too_many_items": _l("At most %(most)s questions; nobody answers more."),
    "survey_key_twice": _l("The code “%(key)s” stands for two questions."),
    "survey_bad_code": _l("A code has small letters, digits and single hyphens."),
    "survey_unknown_kind": _l("“%(value)s” is not a kind of question."),
    "survey_no_measure": _l("Choose what the answer measures."),
    "survey_unknown_measure": _l("“%(value)s” is not a measure: choose one of the list; a part may follow after a colon."),
    "survey_unknown_scale": _l("“%(value)s” is not a scale."),
    "survey_limits_crossed": _l("The highest number must lie above the lowest."),
    "survey_unknown_each": _l("“%(value)s” is unknown; a question is asked once, or once for each aim."),
    "survey_aim_not_in_text": _l("A question for each aim needs the place of the aim, %(aim)s, in both languages."),
    "survey_aim_without_each": _l("The text has a place for the aim, %(aim)s, but the question is not asked for each aim."),
    "survey_too_few_options": _l("At least two choices are needed."),
    "survey_same_option": _l("Two choices have the same code."),
    "survey_alike_options": _l("Two choices read the same."),
    "survey_file_unreadable": _l("The file cannot be read as TOML or YAML from line %(line)s on. Often a quotation mark or an equals sign is missing there, or a space at the beginning."),
    "survey_file_large": _l("The file is larger than %(most)s KB."),
    "survey_file_no_text": _l("The file is not text in UTF-8."),
    "survey_file_shape": _l("%(place)s is missing or is not of the right kind."),
    "survey_results_reach": _l("These answers are anonymous and come from several units. Only those responsible for all of these units can see them together."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "questionnaire_open": _l("“%(questionnaire)s” on “%(context)s”: please answer by %(day)s, it takes about %(minutes)s min."),
    "questionnaire_open_about": _l("“%(questionnaire)s” on “%(context)s”, about %(about)s: please answer by %(day)s, it takes about %(minutes)s min."),
    "questionnaire_reminder": _l("A reminder: “%(questionnaire)s” on “%(context)s” waits for your answer until %(day)s, about %(minutes)s min."),
    "questionnaire_reminder_about": _l("A reminder: “%(questionnaire)s” on “%(context)s”, about %(about)s, waits for your answer until %(day)s, about %(minutes)s min."),
    "questionnaire_open_many": _l("%(count)s questionnaires are open for you: please answer the first by %(day)s. All of them take about %(minutes)s min."),
    "questionnaire_reminder_many": _l("A reminder: %(count)s questionnaires wait for your answers, the first until %(day)s. All of them take about %(minutes)s min."),
}  # fmt: skip
AUDIT_WORDS = AuditWords(
    area=_l("Questionnaires"),
    actions={
        "questionnaire.added": _l("Questionnaire added"),
        "questionnaire.published": _l("Questionnaire published"),
        "questionnaire.draft_dropped": _l("Draft of a questionnaire thrown away"),
        "questionnaire.invited": _l("Asked to answer a questionnaire"),
        "questionnaire.reminded": _l("Reminded of a questionnaire"),
        "questionnaire.declined": _l("Questionnaire declined"),
        "questionnaire.answered": _l("Questionnaire answered"),
        "questionnaire.exported": _l("Results of a questionnaire exported"),
    },
    subjects={"questionnaire": _l("Questionnaire"), "survey_invitation": _l("Invitation to a questionnaire")},
    details={
        "about": _l("About whom"),
        "answers": _l("Answers"),
        "anonymous": _l("Anonymous"),
        "context": _l("On what"),
        "items": _l("Questions"),
        "level": _l("Level of evaluation"),
        "role": _l("Answers as"),
        "questionnaire": _l("Questionnaire"),
        "respondent": _l("Who was asked"),
    },
    people=frozenset({"about", "respondent"}),
)


def fault_words(fault: Fault) -> str:
    """What is wrong where, in the reader's language."""
    reason = str(REFUSALS[fault.code] % fault.values)
    name = FIELD_NAMES.get(fault.field, fault.field)
    if fault.item:
        return _("Question %(number)s, %(field)s: %(reason)s", number=fault.item, field=name, reason=reason)
    return _("%(field)s: %(reason)s", field=name, reason=reason)


def refusal_words(refusal: Refusal) -> str:
    """The sentence of a refusal."""
    return str(REFUSALS[refusal.code] % refusal.values)
