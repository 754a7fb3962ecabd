"""The words for items and exams. Those for practicals stand in `practical_labels`."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.format_labels import FILE_FAULTS, LEFT
from assessments.formats import DEFAULT_POOL, Left
from assessments.rules.items import Fault, Place
from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n

KIND_NAMES: dict[str, Any] = {
    "single": _l("One answer"),
    "multiple": _l("Several answers"),
    "true_false": _l("True or false"),
    "numeric": _l("Numeric answer"),
    "short": _l("Short answer"),
    "matching": _l("Matching"),
    "ordering": _l("Ordering"),
    "essay": _l("Essay"),
    "hot_spot": _l("Spot on a picture"),
}
STATE_NAMES: dict[str, Any] = {
    "draft": _l("Draft"),
    "returned": _l("Returned"),
    "reviewed": _l("Reviewed"),
    "live": _l("In exams"),
    "retired": _l("Retired"),
}
STATE_TONES = {"draft": "plain", "returned": "bad", "reviewed": "due", "live": "good", "retired": "plain"}
EVENT_NAMES: dict[str, Any] = {
    "written": _l("Version %(number)s written"),
    "approved": _l("Version %(number)s approved"),
    "returned": _l("Version %(number)s returned"),
    "live": _l("Version %(number)s put into exams"),
}
SHAPE_NAMES: dict[str, Any] = {
    "rectangle": _l("Rectangle: left, top, right, bottom"),
    "circle": _l("Circle: middle across, middle down, radius"),
    "polygon": _l("Polygon: across, down of each corner"),
}
DIFFICULTY_NAMES: dict[int, Any] = {1: _l("Easy"), 2: _l("Medium"), 3: _l("Hard")}
TIER_NAMES: dict[str, Any] = {
    "junior": _l("Junior"),
    "intermediate": _l("Intermediate"),
    "senior": _l("Senior"),
    "expert": _l("Expert"),
}
REFUSALS: dict[str, Any] = {
    "exam_not_open": _l("This exam opens when you reach it in your training programme. Until then, go on with your current stage."),
    "exam_passed_already": _l("You have passed this exam; there is no need to sit it again."),
    "no_attempts_left": _l("All attempts are used. Your supervisor or training manager decides how to go on; talk to them about what comes next."),
    "item_key_taken": _l("There is already an item with the number “%(key)s”."),
    "item_retired": _l("The item is retired. Bring it back first."),
    "newer_wording": _l("There is a newer version; look at that one."),
    "live_already": _l("Exams draw this version already."),
    "own_wording": _l("You wrote this version yourself; somebody else has to review it."),
    "approved_already": _l("Somebody has approved this version already."),
    "no_reviewer": _l("Choose an assessor, a trainer or a training manager of the list."),
    "not_reviewed": _l("Nobody has approved this version yet."),
    "review_needs_reason": _l("Say what has to be mended, so that the author can."),
    "awaiting_marking": _l("Your last attempt is still being marked. Wait for its result before you begin another."),
    "wait_for_next_attempt": _n("The next attempt opens %(hours)s hour after the last one. Use the time to go through what went wrong.", "The next attempt opens %(hours)s hours after the last one. Use the time to go through what went wrong.", "hours"),
    "bank_too_small": _n("“%(topic)s”: %(needed)s item is wanted, the bank has %(found)s.", "“%(topic)s”: %(needed)s items are wanted, the bank has %(found)s.", "needed"),
    "bank_too_small_at_difficulty": _n("“%(topic)s”, difficulty %(difficulty)s: %(needed)s item is wanted, the bank has %(found)s.", "“%(topic)s”, difficulty %(difficulty)s: %(needed)s items are wanted, the bank has %(found)s.", "needed"),
    "blueprint_empty": _l("The exam draws nothing yet. Give at least one topic a number of items."),
    "exam_code_taken": _l("There is already an exam with the code “%(code)s”."),
    "export_one_pool": _l("A file holds the items of one pool. Choose the pool first."),
    "import_has_faults": _n("%(faults)s place in the files is wrong, so nothing was imported. Mend it and upload the files again.", "%(faults)s places in the files are wrong, so nothing was imported. Mend them and upload the files again.", "faults"),
}  # fmt: skip
SAVE_REFUSALS: dict[str, Any] = {
    "late": _l(
        "The exam is over: it was handed in, or its time is up. This answer came later and was not saved; everything saved before counts."
    ),
    "left": _l("In this exam one cannot go back: this question was left and stays as it was saved."),
    "taken": _l("Another page of yours has saved a newer answer to this question."),
    "wrong": _l("That answer does not fit the question. Reload the page and choose again."),
}
FIELD_NAMES: dict[str, Any] = {
    "key": _l("Number of the item"),
    "topic": _l("Topic"),
    "stem": _l("Question"),
    "question": _l("Question"),
    "kind": _l("Kind"),
    "difficulty": _l("Difficulty"),
    "tier": _l("Tier"),
    "product": _l("Product line"),
    "options": _l("Options"),
    "answers": _l("Accepted answers"),
    "correct": _l("Right answer"),
    "keep_order": _l("Keep the order of options"),
    "figure": _l("Figure"),
    "feedback": _l("Explanation"),
    "source": _l("Source"),
    "fractions": _l("Share of each option"),
    "option_feedback": _l("Explanation of each option"),
    "pairs": _l("Pairs"),
    "distractors": _l("What belongs to nothing"),
    "rubric": _l("Rubric"),
    "model_answer": _l("Model answer"),
    "spots": _l("Areas of the picture"),
    "figures": _l("Pictures in the text"),
    "skill": _l("Ability"),
    "language_of": _l("Variant of"),
    "points": _l("Points of the item"),
}
FAULTS: dict[str, Any] = {
    "missing": _l("This is empty, but every item needs it."),
    "too_long": _l("This is too long; at most %(most)s characters."),
    "unknown_kind": _l(
        "“%(value)s” is not a kind of item: single, multiple, true_false, numeric, short, matching, ordering, essay or hot_spot."
    ),
    "unknown_difficulty": _l("The difficulty is 1 (easy), 2 (medium) or 3 (hard)."),
    "unknown_tier": _l("“%(value)s” is not a tier: junior, intermediate, senior or expert."),
    "unknown_product": _l("“%(value)s” is not a product line: home, commercial or industrial."),
    "too_few_options": _l("An item needs at least two options."),
    "too_many_options": _l("An item has at most %(most)s options."),
    "true_false_needs_two": _l("A true-or-false item has exactly two options."),
    "empty_option": _l("An option is empty."),
    "same_option_twice": _l("The same option stands there twice."),
    "option_lacks_language": _l("Some options lack a language that others have."),
    "key_twice": _l("The same right answer is named twice."),
    "key_outside": _l("The right answer is none of the %(options)s options."),
    "one_key_only": _l("This kind of item has exactly one right answer."),
    "one_for_each_option": _l("Give one for each of the %(options)s options, or none at all."),
    "fraction_outside": _l("Each share lies between -100%% and 100%%."),
    "fractions_not_whole": _l("The right options must earn 100%% together; they earn %(sum)s%%."),
    "fractions_against_key": _l("The options that earn points are not those that are named as right."),
    "points_outside": _l("Points are more than 0 and at most %(most)s."),
    "variant_of_itself": _l("An item cannot be a variant of itself."),
    "figure_unnamed": _l("The text shows the picture “%(name)s”, which is not among the item's pictures."),
    "answer_not_a_number": _l("Accepted answer %(number)s is not a number."),
    "tolerance_wrong": _l("The tolerance of accepted answer %(number)s is not a number of at least 0."),
    "unit_too_long": _l("The unit of accepted answer %(number)s is too long; at most %(most)s characters."),
    "answer_empty": _l("Accepted answer %(number)s is empty, or a star alone, which would take anything."),
    "answer_too_long": _l(
        "Accepted answer %(number)s is too long; at most %(most)s characters. For long texts take an essay."
    ),
    "too_many_answers": _l("An item takes at most %(most)s accepted answers."),
    "answer_fraction_outside": _l("The share of an accepted answer lies between 0%% and 100%%."),
    "no_full_answer": _l("No accepted answer earns all the points."),
    "too_few_pairs": _l("Matching needs at least two pairs."),
    "too_many_pairs": _l("Matching has at most %(most)s pairs and twice as many things to choose from."),
    "empty_pair": _l("One side of a pair is empty."),
    "same_pair_twice": _l("The same thing stands there twice."),
    "pair_lacks_language": _l("Some pairs lack a language that others have."),
    "nothing_to_choose": _l("All pairs have the same right side; there is nothing to choose."),
    "distractor_belongs": _l("What belongs to nothing stands in a pair."),
    "too_few_to_order": _l("Ordering needs at least three things; for two take a single choice."),
    "hot_spot_needs_figure": _l("Without a picture there is nothing to point at."),
    "spots_right_and_wrong": _l("Mark at least one right and one wrong area: whoever cannot point chooses among them."),
    "too_many_spots": _l("A picture has at most %(most)s areas."),
    "spot_shape_wrong": _l(
        "Area %(number)s is no rectangle (4 numbers), circle (3) or polygon (at least 6, an even number)."
    ),
    "spot_outside": _l("Area %(number)s reaches beyond the edge of the picture."),
    "spot_empty": _l("Area %(number)s has no extent."),
    "rubric_unknown": _l("There is no rubric with the code “%(code)s”."),
    "skill_unknown": _l("There is no ability with the code “%(code)s”."),
    "variant_unknown": _l("There is no item “%(key)s” in this pool."),
    "variant_of_variant": _l("“%(key)s” is itself a variant; name the item that it is a variant of."),
    "key_in_file_twice": _l("“%(key)s” stands in the files twice with different contents."),
    "figure_missing": _l("The picture “%(name)s” was not uploaded with the file, or does not lie beside it."),
    "figure_not_a_picture": _l("“%(name)s” is not a picture (PNG, JPEG, WebP or GIF of at most 5 MB)."),
    "broken_yaml": _l("The file is not well-formed YAML from this line on (aliases are not allowed)."),
    "broken_json": _l("The file is not well-formed JSON from this line on."),
    "not_utf8": _l("The file is not text in UTF-8."),
    "no_items": _l("There is no list of items in the file."),
    "no_topic": _l("The file does not name its topic with a code."),
    "not_an_item": _l("This entry of the list is not an item."),
    "wrong_characters": _l("This item holds a character that cannot be kept (a NUL or half a character)."),
    "wrong_shape": _l("This field is unknown or not of the right shape."),
    "wrong_cell": _l("“%(value)s” cannot be understood here."),
    "column_missing": _l("The table has no such column. Start from the template."),
    "table_empty": _l("The file is empty."),
    "table_old_excel": _l("This is an old .xls workbook. Save it as .xlsx or .csv."),
    "table_not_excel": _l("The workbook is damaged or is not an Excel file."),
    "table_not_text": _l("The file is neither a workbook nor text in UTF-8, GB 18030 or UTF-16."),
    "table_broken_csv": _l("The file cannot be read from line %(line)s on: a quotation mark is probably not closed."),
    "table_too_wide": _l("The file has %(columns)s columns; at most %(most)s can be read."),
    "table_too_long": _l("The file has %(rows)s rows; at most %(most)s can be read at once."),
    "table_unpacks_too_large": _l("The workbook unpacks to far more than its size and was refused."),
}
SKIPPED: dict[str, Any] = {
    "same_twice": _l("stands in the files twice, the same both times"),
    "retired": _l("is retired in the bank; it stays so"),
    "same": _l("is in the bank already, just the same"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Question bank and exams"),
    actions={
        "bank.exported": _l("Items exported"),
        "bank.imported": _l("Items imported"),
        "item.added": _l("Item written"),
        "item.changed": _l("Item changed"),
        "item.reviewed": _l("Item reviewed"),
        "item.review_asked": _l("Review of an item asked for"),
        "item.live": _l("Item put into exams"),
        "item.retired": _l("Item retired"),
        "item.brought_back": _l("Item brought back"),
        "exam.added": _l("Exam added"),
        "exam.changed": _l("Exam changed"),
        "exam.started": _l("Exam started"),
        "exam.finished": _l("Exam finished"),
        "exam.awaits_marking": _l("Exam handed in, answers to be marked"),
    },
    subjects={"bank": _l("Question bank"), "item": _l("Item"), "exam": _l("Exam"), "attempt": _l("Exam attempt")},
    details={
        "reviewer": _l("Who reviews it"),
        "approved": _l("Approved"),
        "key": _l("Number of the item"),
        "kind": _l("Kind"),
        "as_drafts": _l("As drafts"),
        "attempts": _l("Attempts allowed"),
        "blueprint": _l("Blueprint version"),
        "by": _l("Ended by"),
        "changed": _l("Changed"),
        "comment": _l("Comment"),
        "exam": _l("Exam"),
        "faults": _l("Faults"),
        "files": _l("Files"),
        "format": _l("Format"),
        "imported": _l("Imported"),
        "minutes": _l("Minutes"),
        "pass_mark": _l("Pass mark"),
        "read": _l("Rows read"),
        "skipped": _l("Skipped"),
        "topics_renamed": _l("Topics renamed"),
        "unchanged": _l("Unchanged"),
        "written": _l("Items written"),
        "wait_hours": _l("Hours between attempts"),
    },
    values={
        "by": {
            "deadline": _l("the deadline"),
            "hand-in": _l("handing in"),
            "marking": _l("marking by hand"),
            "abandoned": _l("the deadline, without handing in"),
            "stopped": _l("the invigilator"),
        }
    },
    actors={"deadline": _l("Deadline")},
    people=frozenset({"reviewer"}),
)


def pool_name(pool: str) -> str:
    """What a pool of items is called: the organisation's own has a word, others the name they were imported under."""
    return _("Our own bank") if pool == DEFAULT_POOL else pool


def place_words(place: Place) -> str:
    """Where something stands, in the reader's language."""
    if place.line:
        return _("%(file)s, line %(line)s", file=place.file, line=place.line)
    if place.number:
        return _("%(file)s, item %(number)s", file=place.file, number=place.number)
    return place.file


def left_words(left: Left) -> str:
    """Why a question of a file was left out."""
    return str(LEFT[left.code]) % left.values


def fault_words(fault: Fault) -> str:
    """What is wrong, in the reader's language, with the field named."""
    reason = str(FAULTS.get(fault.code) or FILE_FAULTS[fault.code]) % fault.values
    if not fault.field:
        return reason
    return _("%(field)s: %(reason)s", field=FIELD_NAMES.get(fault.field, fault.field), reason=reason)
