"""The words of the editor of programmes, and of what changes while they run."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.onboarding.labels import PARTS

REFUSALS: dict[str, Any] = {
    "template_missing": _l("The programme lacks: %(field)s."),
    "template_code": _l("“%(code)s” is no code: use small letters, digits and hyphens, at most 39."),
    "draft_exists": _l("There is a draft “%(code)s” already. Go on with it, or discard it first."),
    "template_taken": _l("There is a programme with the code “%(code)s” already: begin a draft of it to change it, or choose another code."),
    "template_award": _l("No scheme “%(scheme)s” has a tier %(level)s."),
    "template_title": _l("The programme has no title in one of the two languages (%(language)s)."),
    "template_numbers": _l("Weights, least marks, pass mark and days of an extension must be numbers."),
    "template_weights": _l("The weights add up to %(sum)s, not to 100."),
    "template_part_unknown": _l("There is no such part, or it has no weight: %(parts)s."),
    "template_pass_mark": _l("The pass mark lies above 0 and at most at 100."),
    "template_minimums": _l("A least mark lies between 0 and 100."),
    "template_extension_days": _l("An extension lasts at least one day."),
    "template_policy": _l("The rules of the programme: “%(field)s” does not hold what it may (%(code)s)."),
    "template_no_way_out": _l("Extensions are limited, and nothing may follow them: let another post be proposed or the probation be ended, or leave the number of extensions empty."),
    "template_stage_twice": _l("Two stages have the code “%(stage)s”."),
    "template_stage_code": _l("Stage %(number)s, “%(stage)s”: its code must be of small letters, digits and hyphens."),
    "template_stage_title": _l("Stage %(number)s, “%(stage)s”: no title in one of the two languages (%(language)s)."),
    "template_stage_days": _l("Stage %(number)s, “%(stage)s”: its days must be a whole number from 1 to %(longest)s."),
    "template_stage_empty": _l("Stage %(number)s, “%(stage)s”: nothing to do stands in it."),
    "template_kind": _l("Stage %(number)s, “%(stage)s”, line %(line)s: there is no such kind: %(kind)s."),
    "template_ref_missing": _l("Stage %(number)s, “%(stage)s”, line %(line)s: choose what is meant."),
    "template_ref_unknown": _l("Stage %(number)s, “%(stage)s”, line %(line)s: “%(ref)s” does not exist."),
    "template_content_twice": _l("Stage %(number)s, “%(stage)s”, line %(line)s: “%(ref)s” stands there twice."),
    "template_part_place": _l("Stage %(number)s, “%(stage)s”, line %(line)s: only a mark of the last stage counts for a part that has a weight."),
    "template_part_grouped": _l("Stage %(number)s, “%(stage)s”, line %(line)s: what counts for a part stands in no group."),
    "template_count": _l("Stage %(number)s, “%(stage)s”, line %(line)s: the least number must be from 1."),
    "template_days_beyond": _l("Stage %(number)s, “%(stage)s”, line %(line)s: more days are asked for than the stage has."),
    "template_no_minimum": _l("Stage %(number)s, “%(stage)s”, line %(line)s: “At least” means nothing for this kind: leave it empty."),
    "template_mark": _l("Stage %(number)s, “%(stage)s”, line %(line)s: the least mark lies between 0 and 100."),
    "template_group_unknown": _l("Stage %(number)s, “%(stage)s”, line %(line)s: there is no group “%(group)s”."),
    "template_group_small": _l("Stage %(number)s, “%(stage)s”: group %(group)s needs at least two lines."),
    "template_group_need": _l("Stage %(number)s, “%(stage)s”: of group %(group)s at least 1 and at most %(size)s can be asked for."),
    "template_gate_need": _l("Stage %(number)s, “%(stage)s”: at least 1 and at most %(count)s conditions can be asked for."),
    "template_part_empty": _l("Stage %(number)s, “%(stage)s”: nothing in it counts for “%(part)s”."),
    "template_last_needs_all": _l("Stage %(number)s, “%(stage)s”: the last stage asks for all conditions, since its marks make the result."),
    "template_file": _l("The file is no programme: look at line %(line)s. A programme has a code, a title and stages with contents."),
    "template_file_empty": _l("The file is no programme: it lacks its code or its list of stages."),
    "template_file_text": _l("The file is no text in UTF-8, as the export gives it."),
    "template_file_size": _l("The file is too large to be a programme."),
    "change_reason_short": _l("Give the reason in at least %(shortest)s characters."),
    "programme_over": _l("The programme has ended: nothing in it moves any more."),
    "pause_kind": _l("Choose what kind of pause it is."),
    "pause_before_start": _l("The programme starts on %(day)s: a pause cannot begin before it."),
    "pause_backwards": _l("The last day of the pause lies before its first."),
    "pause_too_far": _l("The pause begins more than %(most)s days from now: look at its year again."),
    "pause_too_long": _l("A pause lasts at most %(longest)s days."),
    "pause_overlaps": _l("There is a pause on some of these days already."),
    "move_same_day": _l("The intake starts on this day already."),
    "move_too_far": _l("An intake is moved by at most %(most)s days."),
    "version_of_another": _l("%(name)s is in another programme."),
    "move_not_shown": _l("These dates were not shown to you yet: look at what follows from a first day on %(day)s, then sign."),
    "version_since": _l("A newer version was published meanwhile: look at what changes for each, then sign."),
    "version_already": _l("%(name)s is on this version already."),
    "has_ended_already": _l("The programme of %(name)s has ended."),
    "transfer_same": _l("This is the intake the person is in."),
    "agreement_for_mentors": _l("Only a mentor of the person says this."),
    "no_agreement_asked": _l("The stage under way asks for no agreement."),
    "agreement_needs_words": _l("Say what is missing: the learner reads it."),
    "rule_ended": _l("This rule has ended already."),
    "rule_days": _l("Enter 0 to 90 days."),
}  # fmt: skip
SAID: dict[str, dict[str, Any]] = {
    "field": {
        "code": lazy_pgettext("field", "code"), "title": lazy_pgettext("field", "title"), "family": lazy_pgettext("field", "job family"),
        "weights": lazy_pgettext("field", "weights"), "pass_mark": lazy_pgettext("field", "pass mark"),
        "extension_days": lazy_pgettext("field", "length of an extension"), "stages": lazy_pgettext("field", "stages"),
        "days": _l("Stages are counted in"), "on_duty": _l("On duty after a pass"), "signers": _l("Who signs"),
        "most_extensions": _l("At most so many extensions of a stage"),
        "look_back_days": _l("Count what was done so many days before the start"),
        "escalate_after": _l("A reminder goes one level up after so many days"),
        "mentors_stay_days": _l("Mentors are released so many days after the programme"),
        "may_repeat": _l("A stage may be repeated as a whole"), "may_propose": _l("Another post may be proposed"),
        "may_end": _l("The probation may be ended"),
    },
    "language": {"zh": _l("Chinese"), "en": _l("English"), "both": lazy_pgettext("missing title", "Chinese and English")},
    "part": PARTS,
    "group": {"a": "A", "b": "B", "c": "C"},
    "code": {
        "not_a_mapping": _l("fields with values"), "unknown_field": _l("there is no such field"),
        "choose": _l("one of the choices"), "whole_number": _l("a whole number within its limits"), "yes_or_no": _l("yes or no"),
    },
}  # fmt: skip
"""What a fault names by its code, in words; a code that is not known stands as it is."""
DAY_KINDS: dict[str, Any] = {"working": _l("Working days"), "calendar": _l("Calendar days")}
SIGNER_CHOICES: dict[str, Any] = {
    "supervisor+manager": _l("Supervisor or training manager"),
    "supervisor": _l("Only a supervisor"),
    "manager": _l("Only a training manager"),
}
ON_DUTY_WAYS: dict[str, Any] = {"rule": lazy_pgettext("on duty", "By itself"), "signature": _l("When it is signed")}
PAUSE_KINDS: dict[str, Any] = {
    "sick": _l("Sick leave"),
    "leave": _l("Leave"),
    "work": _l("Needed elsewhere"),
    "other": lazy_pgettext("pause", "Other"),
}
ROLES: dict[str, Any] = {
    "learner": _l("Learner"),
    "mentor": _l("Mentor"),
    "assessor": _l("Assessor"),
    "supervisor": _l("Supervisor"),
    "manager": _l("Training manager"),
    "time": _l("Nobody: it takes its days"),
}
