"""The job that works out how good an exam and its items are: when somebody asks, after an item was marked anew, and at night
where attempts were marked since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments.actions.statistics import ask_for_statistics, keep_statistics
from assessments.models import Exam
from assessments.queries.statistics import KIND, changed_since, count_marked, find_run, list_exam_ids
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, rollback, transaction
from lms.core.jobs import Progress, job


@job(KIND)
def work_out_statistics(progress: Progress, *, exam_id: int) -> dict[str, Any]:
    """Figures of each basis, kept beside the earlier ones. Run twice, it keeps two alike."""
    from assessments.queries.answered import BASES, WRITTEN, read_answered
    from assessments.rules.quality.drawn import work_out

    exam = db.session.get_one(Exam, exam_id)
    code, pass_mark = exam.code, exam.pass_mark
    at = clock.now()  # what is decided from here on is not in the figures, and makes them old
    attempts, answered = count_marked(exam_id), read_answered(exam_id)
    rollback()
    found = {}
    for number, basis in enumerate(BASES, start=1):
        test, items = work_out(answered.of(basis), answered.asked, pass_mark)
        for version, one in items.items():
            if answered.kinds[version] not in WRITTEN:
                one["given"] = []
        found[basis] = ({**test, "attempts": attempts, "left_out": answered.left_out}, items)
        progress(number, len(BASES))
    with transaction():
        for basis, (test, items) in found.items():
            keep_statistics(exam_id=exam_id, basis=basis, test=test, items=items, at=at)
    return {"exam": code, "n": found[BASES[0]][0]["n"]}


def refresh_due(*, at: datetime) -> int:
    """Ask for every exam whose attempts changed since its figures were worked out. Returns how many."""
    due = [exam_id for exam_id in list_exam_ids() if changed_since(exam_id, find_run(exam_id))]
    rollback()
    if due:
        with transaction():
            for exam_id in due:
                ask_for_statistics(exam=db.session.get_one(Exam, exam_id), actor=System("statistics"), at=at)
    return len(due)
