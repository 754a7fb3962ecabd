"""Every address with a parameter: whose record it names, or why it names none. `test_row_scope` opens them all."""

from __future__ import annotations

SHARED = (
    "/a/",  # the code on the screen is the key
    "/attendance/<int:day_id>",  # anybody may walk in who saw the code; test_attendance tries who did not
    "/attendance/<int:day_id>/leave",  # the same; test_leaving_early tries it
    "/calendars/",  # the seal in the address is the key
    "/my/calendar/",  # one's own
    "/authoring/courses/",  # courses are the organisation's
    "/bank/",  # and so is the bank; an import's address is signed for whoever began it
    "/certificates/schemes/",
    "/certificates/calls/",  # a call is the organisation's; whom it shows, the query says and test_certificate_life tries
    "/my/pledges/",  # the words are the organisation's; what is signed is one's own
    "/cases/",  # the library is the organisation's; what is not published yet, test_coaching tries
    "/courses/",
    "/cut/",  # panels are about exams; what a judge enters only judges of the panel reach, which test_cut_scores tries
    "/evaluation/of/",  # a training is the organisation's; whose figures, the query says and test_evaluation tries
    "/exams/",
    "/lessons/",  # one's own place in it
    "/practicals/rubrics/",  # by how many something is rated is the organisation's
    "/practicals/tasks/",  # what a task asks for is the organisation's
    "/kpi-cards/definitions/",  # how people are measured, and the months, are the organisation's
    "/kpi-cards/months/",
    "/kpi-links/<code>",  # the same; whose people are grouped, test_kpi_links tries
    "/kpis/<code>",  # a KPI is the organisation's; whose figures, the query says and test_kpi_pages tries
    "/kpis/calendar/",
    "/kpis/definitions/",
    "/ability-model/",  # what is asked of whom is the organisation's
    "/ability-matrix/",  # the query says whose people; test_ability_gaps tries it
    "/needs/from-figures/",  # whose figures, the query asks within reach; test_missing_abilities tries it
    "/needs/from-gap/",
    "/abilities/",  # what stands behind which KPI is the organisation's
    "/kpis/targets/",
    "/kpis/alert-rules/",  # rules are the organisation's
    "/simulations/cards/",  # and the scenario cards; whose calls, test_simulations tries
    "/questionnaires/<code>",  # what is asked is the organisation's
    "/questionnaires/results/<code>",  # the query says whose answers; test_anonymity tries it
    "/rooms/",  # rooms are the organisation's
    "/programmes/",  # programmes are the organisation's; whom a move concerns, the query says and test_programme_editor tries
    "/trainers/fees/<month>/prepare",
    "/trainers/fees/<month>/approve",
    "/trainers/fees/<month>/return",
    "/trainers/fees/<month>/extra",
    "/trainers/fees/<month>/workbook",
    "/trainers/year/",  # and so is the year
    "/providers/",  # providers are the organisation's
    "/external-courses/<int:external_course_id>",  # and what was bought; who attends, the query says and test_providers tries
    "/trainers/grades/",  # what grades ask is the organisation's
    "/first/",  # the token is the key
    "/credentials/",  # the code is the key; lists and achievements are public
    "/v/",  # for anybody with a certificate in hand
)
WHOLE = (
    "/trainers/fund/",
    "/administration/keys/",
    "/administration/tokens/",
    "/certificates/scheme-editor/",
    "/certificates/designs/",
    "/administration/webhooks/",
    "/kpis/loads/",
    "/kpis/profiles/",
    "/kpis/technicians/",
    "/kpis/uploads/",
)
"""What belongs to no unit, so that only those of the whole organisation get in: see test_technician_pages, test_api."""
OPEN = (
    "/trainers/fees/<month>",  # the month is the organisation's; whose statements, the query says and test_fees tries
    "/sessions/<int:session_id>",  # what is offered is the organisation's; whose names, the query says and test_sessions tries
    "/sessions/<int:session_id>/sign-up",  # anybody may sign up
)
"""The same for all who hold the permission, though what stands below it names records."""
RECORDS: dict[str, tuple[str, ...]] = {
    "/external-courses/attendees/<int:attendee_id>/remove": (),
    "/external-courses/attendees/<int:attendee_id>/result": (),
    "/external-courses/attendees/<int:attendee_id>/share": (),
    "/trainers/fees/<month>/<int:person_id>": ("hr", "manager"),
    "/trainers/fees/<month>/<int:person_id>/pdf": (),
    "/trainers/fees/<month>/<int:person_id>/workbook": ("hr", "manager"),
    "/ability-levels/<int:person_id>": ("supervisor", "hr", "manager"),
    "/attempts/<int:attempt_id>/<int:position>": ("learner",),
    "/attempts/<int:attempt_id>/<int:position>/figure": ("learner",),
    "/attempts/<int:attempt_id>/<int:position>/pictures/<int:number>": (),
    "/appeals/<int:appeal_id>": ("assessor", "manager"),
    "/attempts/<int:attempt_id>/answers": (),
    "/attempts/<int:attempt_id>/focus": (),
    "/attempts/<int:finished>/appeal/<int:position>": ("learner",),
    "/attempts/<int:attempt_id>/hand-in": ("learner",),
    "/attempts/<int:attempt_id>/time": ("learner",),
    "/attempts/<int:attempt_id>": (),
    "/attempts/<int:attempt_id>/result": (),
    "/attendance/days/<int:day_id>/arrivals": ("manager",),
    "/attendance/days/<int:day_id>/code": ("manager",),
    "/attendance/days/<int:day_id>/door": (),
    "/attendance/days/<int:day_id>/everybody": (),
    "/attendance/days/<int:day_id>/marks": (),
    "/attendance/days/<int:day_id>/people/<int:person_id>": ("manager",),
    "/attendance/days/<int:day_id>/screen": ("manager",),
    "/attendance/days/<int:day_id>/walk-in": ("manager",),
    "/attendance/sessions/<int:session_id>": ("manager",),
    "/attendance/sessions/<int:session_id>/absence": ("learner",),
    "/training-certificates/<int:training_id>": ("learner", "supervisor", "hr", "manager"),
    "/training-certificates/<int:training_id>/pdf": (),
    "/training-certificates/<int:training_id>/withdrawal": (),
    "/certificates/people/<int:person_id>/tiers/<int:tier_id>": ("learner", "supervisor", "hr", "manager"),
    "/certificates/<int:certificate_id>": ("learner", "supervisor", "hr", "manager"),
    "/certificates/<int:certificate_id>/decisions": (),
    "/certificates/<int:certificate_id>/pdf": (),
    "/certificates/<int:certificate_id>/appeal": ("learner",),
    "/certificates/<int:certificate_id>/reissue": (),
    "/certificates/<int:certificate_id>/renewal": ("learner", "supervisor", "hr", "manager"),
    "/certificates/people/<int:person_id>/tiers/<int:tier_id>/apply": (),
    "/certificates/applications/<int:asked_id>": ("learner", "supervisor", "hr", "manager"),
    "/certificates/applications/<int:asked_id>/appeal": ("learner",),
    "/certificates/applications/<int:asked_id>/decision": (),
    "/certificates/applications/<int:asked_id>/take-back": (),
    "/certificates/appeals/<int:objection_id>": ("learner", "supervisor", "hr", "manager"),
    "/certificates/appeals/<int:objection_id>/answer": (),
    "/enrolments/<int:enrolment_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/enrolments/<int:enrolment_id>/decide": ("supervisor", "manager"),
    "/enrolments/<int:enrolment_id>/result": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/evaluation/costs/<int:cost_id>/reverse": (),
    "/evaluation/costs/import/<int:cost_import_id>": ("hr",),
    "/evaluation/costs/import/<int:cost_import_id>/load": (),
    "/evaluation/effects/<int:estimate_id>": ("hr", "manager"),
    "/evaluation/effects/<int:estimate_id>/approve": (),
    "/evaluation/effects/<int:estimate_id>/events.svg": (),
    "/evaluation/effects/<int:estimate_id>/file": (),
    "/evaluation/effects/<int:estimate_id>/groups.svg": (),
    "/evaluation/effects/asked/<int:job_id>": (),
    "/evaluation/roi/<int:case_id>": ("hr", "manager"),
    "/evaluation/roi/<int:case_id>/balance.svg": (),
    "/evaluation/roi/<int:case_id>/edit": ("hr", "manager"),
    "/evaluation/roi/<int:case_id>/hinges.svg": (),
    "/evaluation/roi/<int:case_id>/report": (),
    "/evaluation/roi/<int:case_id>/sign": (),
    "/evaluation/roi/<int:case_id>/told": (),
    "/evaluation/roi/<int:case_id>/workbook": (),
    "/evaluation/roll-outs/<int:roll_out_id>": ("hr", "manager"),
    "/evaluation/roll-outs/<int:roll_out_id>/waves": (),
    "/evaluation/trainers/<int:person_id>": (),
    "/evaluation/roll-outs/<int:roll_out_id>/withdraw": (),
    "/intakes/<int:cohort_id>": ("supervisor", "hr", "manager"),
    "/intakes/<int:cohort_id>/mentors": ("hr", "manager"),
    "/intakes/<int:cohort_id>/people": ("hr", "manager"),
    "/jobs/<int:job_id>": ("hr",),
    "/jobs/<int:job_id>/file": ("hr",),
    "/kpi-cards/people/<int:person_id>": ("supervisor", "manager"),
    "/kpi-cards/people/<int:person_id>/pdf": (),
    "/kpi-cards/units/<int:unit_id>": ("supervisor", "manager"),
    "/kpi-cards/units/<int:unit_id>/pdf": (),
    "/kpis/alerts/<int:alert_id>": ("supervisor", "manager"),
    "/kpis/alerts/<int:alert_id>/acknowledge": (),
    "/kpis/alerts/<int:alert_id>/chart.svg": (),
    "/kpis/alerts/<int:alert_id>/close": (),
    "/kpis/alerts/<int:alert_id>/comment": (),
    "/kpis/alerts/<int:alert_id>/hand-over": (),
    "/log/<int:entry_id>/reply": (),
    "/log/mentors/<int:mentor_id>": ("learner",),
    "/log/photos/<int:log_photo_id>/remove": (),
    "/log/photos/<int:log_photo_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/mentees/<int:person_id>/hand-over": (),
    "/mentors/<int:person_id>": ("supervisor", "hr", "manager"),
    "/mentors/<int:person_id>/appoint": (),
    "/mentors/<int:person_id>/credit": (),
    "/mentors/<int:person_id>/hand-over": ("hr", "manager"),
    "/mentors/<int:person_id>/profile": (),
    "/mentors/<int:person_id>/rest": (),
    "/mentors/<int:person_id>/resume": (),
    "/mentors/<int:person_id>/retire": (),
    "/mentors/<int:person_id>/suitability": (),
    "/pairing/<int:round_id>": ("hr", "manager"),
    "/pairing/<int:round_id>/<int:mentee_id>/<kind>": ("hr", "manager"),
    "/pairing/<int:round_id>/change": (),
    "/pairing/<int:round_id>/publish": (),
    "/people/<int:person_id>/mentors/<int:pairing_id>/cover": ("hr", "manager"),
    "/talks/<int:talk_id>": ("learner", "mentor"),
    "/talks/<int:talk_id>/agree": (),
    "/talks/<int:talk_id>/change": ("learner", "mentor"),
    "/talks/<int:talk_id>/steps/<int:step_id>/done": (),
    "/talks/new/<int:person_id>": ("mentor",),
    "/marking/<int:item_id>": ("assessor",),
    "/marking/<int:item_id>/figure": (),
    "/marking/<int:item_id>/pictures/<int:number>": (),
    "/mentees/<int:person_id>": ("mentor", "supervisor", "hr", "manager"),
    "/mentees/<int:person_id>/rate": ("mentor",),
    "/kpis/people/<int:person_id>": ("learner", "supervisor", "manager"),
    "/people/<int:person_id>/career": ("supervisor", "hr", "manager"),
    "/people/<int:person_id>/development": ("learner", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/development/agree": (),
    "/people/<int:person_id>/development/goals": (),
    "/people/<int:person_id>/development/goals/<int:goal_id>/drop": (),
    "/people/<int:person_id>/development/reviews": (),
    "/enrolments/<int:enrolment_id>/agreement": (),
    "/enrolments/<int:enrolment_id>/pause": ("supervisor", "hr", "manager"),
    "/enrolments/<int:enrolment_id>/pauses/<int:pause_id>/end": (),
    "/enrolments/<int:enrolment_id>/transfer": ("hr", "manager"),
    "/intakes/<int:cohort_id>/move": ("hr", "manager"),
    "/intakes/rules/<int:rule_id>/end": (),
    "/intakes/rules/<int:rule_id>/run": (),
    "/needs/<int:need_id>": ("supervisor", "manager"),
    "/needs/<int:need_id>/decide": (),
    "/needs/from-alert/<int:alert_id>": ("supervisor", "manager"),
    "/notices/<int:notice_id>/open": (),
    "/observations/<int:sample_id>": ("assessor", "supervisor", "hr", "manager"),
    "/observations/<int:sample_id>/observers": ("supervisor", "hr", "manager"),
    "/observations/<int:sample_id>/<int:position>": ("assessor", "supervisor", "hr", "manager"),
    "/rounds/<int:round_id>": ("learner", "supervisor"),
    "/rounds/new/<int:person_id>": ("supervisor", "hr", "manager"),
    "/people/<int:person_id>": ("mentor", "supervisor", "hr", "manager", "admin"),
    "/people/<int:person_id>/archive": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/archive/courses/<int:completion_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/archive/exams/<int:finished>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/people/<int:person_id>/archive/pdf": (),
    "/people/<int:person_id>/extra-time": ("hr", "manager"),
    "/people/<int:person_id>/erasure": ("hr", "admin"),
    "/people/<int:person_id>/leaving": ("hr", "admin"),
    "/people/<int:person_id>/mentors": ("hr", "manager"),
    "/people/<int:person_id>/mentors/swap": (),
    "/people/<int:person_id>/mentors/<int:pairing_id>/end": (),
    "/people/<int:person_id>/roles": (),
    "/people/<int:person_id>/roles/<int:assignment_id>/end": (),
    "/people/<int:person_id>/sign-in-link": (),
    "/people/roster/<int:roster_id>": ("hr",),
    "/people/roster/<int:roster_id>/load": (),
    "/people/roster/<int:roster_id>/rejects": ("hr",),
    "/practical-exams/<int:learner_id>/<rubric_code>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/practical-exams/<int:learner_id>/<rubric_code>/rate": (),
    "/practical-exams/results/<int:exam_id>": ("learner", "mentor", "assessor", "supervisor", "hr", "manager"),
    "/practicals/<int:learner_id>/<task_code>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/practicals/<int:learner_id>/<task_code>/sign-off": ("mentor",),
    "/practicals/countersignatures/<int:countersignature_id>/withdraw": ("supervisor",),
    "/practicals/photos/<int:photo_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/practicals/sign-offs/<int:sign_off_id>/countersign": (),
    "/practicals/sign-offs/<int:sign_off_id>/revoke": ("mentor",),
    "/sessions/<int:session_id>/approvals/<int:person_id>": (),
    "/sessions/<int:session_id>/cancel": ("manager",),
    "/sessions/<int:session_id>/change": ("manager",),
    "/sessions/<int:session_id>/close": (),
    "/sessions/<int:session_id>/copy": ("manager",),
    "/sessions/<int:session_id>/list": ("manager",),
    "/sessions/<int:session_id>/materials": (),
    "/sessions/<int:session_id>/materials/<int:material_id>": ("learner", "manager"),
    "/sessions/<int:session_id>/materials/<int:material_id>/remove": (),
    "/sessions/<int:session_id>/move": (),  # there is one only once a session is cancelled; test_session_bad_days tries it
    "/sessions/<int:session_id>/people": ("manager",),
    "/sessions/<int:session_id>/people/<int:person_id>/take-off": (),
    "/sessions/<int:session_id>/trainers/<int:appointment_id>": ("manager",),
    "/sessions/<int:session_id>/trainers/<int:appointment_id>/ask": (),
    "/sessions/<int:session_id>/trainers/<int:appointment_id>/unable": (),
    "/sessions/<int:session_id>/withdraw": (),
    "/sessions/asked/<int:ask_id>": ("assessor",),
    "/simulations/<int:simulation_id>": ("assessor", "manager"),
    "/simulations/<int:simulation_id>/third": (),
    "/simulations/<int:simulation_id>/assessors/<int:seat_id>": (),
    "/simulations/<int:simulation_id>/call-off": (),
    "/questionnaires/answer/<int:invitation_id>": ("learner",),
    "/questionnaires/answer/<int:invitation_id>/decline": ("learner",),
    "/questionnaires/answer/<int:invitation_id>/thanks": (),
    "/ratings/<int:rating_id>": ("learner", "mentor", "supervisor", "hr", "manager"),
    "/trainers/<int:person_id>": ("hr", "manager"),
    "/trainers/<int:person_id>/absences": (),
    "/trainers/<int:person_id>/absences/<int:absence_id>/end": (),
    "/trainers/<int:person_id>/grades/<int:grade_id>/decide": (),
    "/trainers/<int:person_id>/import": (),
    "/trainers/<int:person_id>/photo": (),  # there is none in the world; test_trainer_photos tries one
    "/trainers/<int:person_id>/profile": (),
    "/trainers/<int:person_id>/requirements": ("hr", "manager"),
    "/trainers/<int:person_id>/rights": (),
    "/trainers/<int:person_id>/rights/<int:right_id>/end": ("manager",),
    "/trainers/<int:person_id>/speaking": ("supervisor", "hr", "manager"),
    "/trainers/applications/<int:application_id>": ("learner", "hr", "manager"),
    "/trainers/applications/<int:application_id>/decide": (),
    "/trainers/applications/<int:application_id>/judges": (),
    "/trainers/applications/<int:application_id>/judges/<int:seat_id>/release": (),
    "/trainers/applications/<int:application_id>/lecture": (),
    "/trainers/applications/<int:application_id>/lecture/call-off": (),
    "/trainers/applications/<int:application_id>/listeners": (),
    "/trainers/applications/<int:application_id>/take-back": (),
    "/trainers/lectures/<int:lecture_id>": ("assessor",),
}
FINISHED = {
    "/people/<int:person_id>/archive/exams/<int:attempt_id>": "/people/<int:person_id>/archive/exams/<int:finished>",
    "/attempts/<int:attempt_id>/appeal/<int:position>": "/attempts/<int:finished>/appeal/<int:position>",
}
"""An attempt under way is in nobody's archive yet and has no mark to appeal against, so those addresses take one that is finished."""
