"""Tables of mentoring: who may accompany, who accompanies whom, the growth log, talks, ratings, the case library."""

from lms.mentoring.models.appointments import (
    MentorAppointment,
    MentorCriteria,
    MentorProfile,
    MentorRest,
    MentorSuitability,
)
from lms.mentoring.models.feedback import MentorCredit, MentorFeedback, MentorFeedbackGiven
from lms.mentoring.models.follow_ups import FollowUpAsk, FollowUpTerms
from lms.mentoring.models.library import CaseDecision, CaseEdition, CaseThanks, LibraryCase
from lms.mentoring.models.log import LogDraft, LogEntry, LogPhoto, LogReminder, LogReply, WorkRhythm
from lms.mentoring.models.pairings import MentorRating, Pairing
from lms.mentoring.models.rounds import PairingRound, PairingWeights
from lms.mentoring.models.talks import CoachingAgreement, CoachingStep, CoachingTalk

__all__ = [
    "CaseDecision",
    "CaseEdition",
    "CaseThanks",
    "CoachingAgreement",
    "CoachingStep",
    "CoachingTalk",
    "FollowUpAsk",
    "FollowUpTerms",
    "LibraryCase",
    "LogDraft",
    "LogEntry",
    "LogPhoto",
    "LogReminder",
    "LogReply",
    "MentorAppointment",
    "MentorCredit",
    "MentorCriteria",
    "MentorFeedback",
    "MentorFeedbackGiven",
    "MentorProfile",
    "MentorRating",
    "MentorRest",
    "MentorSuitability",
    "Pairing",
    "PairingRound",
    "PairingWeights",
    "WorkRhythm",
]
