"""The shapes of input about trainers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from courses.labels import LEVEL_NAMES as COURSE_LEVELS
from lms.core.forms import Form, options
from lms.people.labels import PRODUCT_NAMES
from lms.trainers.grades.labels import GRADE_NAMES
from lms.trainers.profiles.labels import ABSENCE_NAMES, LANGUAGE_NAMES
from lms.trainers.rights.labels import LEVEL_NAMES

_DAY = _l("Write the day as 2026-03-02.")
_LONG = Length(max=1000, message=_l("At most 1,000 characters."))
_LINE = Length(max=200, message=_l("At most 200 characters."))
_NEEDED = _l("This is needed.")
_RATING = [(5, _l("5, very well")), (4, _l("4, well")), (3, _l("3, fairly well")), (2, _l("2, not very well")), (1, _l("1, badly"))]  # fmt: skip


class _Ticks(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ApplyForm(Form):
    """What somebody applies with."""

    exam_code = SelectField(_l("Subject test in"), validators=[Optional()])
    words = TextAreaField(_l("Why you would like to teach, and what"), validators=[_LONG])


class LectureForm(Form):
    """When and where a trial lecture is, and who judges."""

    starts_at = DateTimeLocalField(
        _l("Day and time"), format="%Y-%m-%dT%H:%M", validators=[InputRequired(_l("Enter day and time."))]
    )
    place = StringField(_l("Place or link"), validators=[InputRequired(_NEEDED), _LINE])
    topic = StringField(_l("Topic"), validators=[InputRequired(_NEEDED), _LINE])
    judges = _Ticks(
        _l("Judges of the lecture"),
        coerce=int,
        description=_l("Each judges alone; nobody sees another's rating before all are in. The candidate's supervisors are not on the list."),
    )  # fmt: skip


class JudgementForm(Form):
    """What a judge says to a lecture."""

    comment = TextAreaField(
        _l("Comment"),
        validators=[_LONG],
        description=_l("What was strong, what to practise. Needed when the result is a fail."),
    )


class ReasonForm(Form):
    """Why something is decided."""

    reason = TextAreaField(_l("Reason"), validators=[_LONG])


class ListenersForm(Form):
    """Who listened."""

    listeners = TextAreaField(
        _l("Employee numbers of those who listened"),
        validators=[InputRequired(_NEEDED), Length(max=5000)],
        description=_l("One after another, with spaces, commas or line breaks between them. Judges and the candidate are left out."),
    )  # fmt: skip


class RightForm(Form):
    """A right to teach."""

    course = SelectField(_l("Course"), validators=[InputRequired(_NEEDED)])
    level = SelectField(_l("Level of the right"), choices=options(LEVEL_NAMES.items()))
    from_day = DateField(_l("From, first day"), validators=[InputRequired(_DAY)])
    until_day = DateField(
        _l("Until, last day"), validators=[Optional()], description=_l("Empty: as long as the grade lasts.")
    )
    reason = TextAreaField(_l("Reason"), validators=[_LONG])


class ImportForm(Form):
    """A grade from before."""

    level = SelectField(
        _l("Grade as trainer"),
        coerce=int,
        choices=options((level, name) for level, name in GRADE_NAMES.items() if level),
    )
    from_day = DateField(_l("From, first day"), validators=[InputRequired(_DAY)])
    until_day = DateField(_l("Until, last day"), validators=[InputRequired(_DAY)])
    evidence = TextAreaField(_l("What it rests on"), validators=[_LONG])


class EventForm(Form):
    """A decision about a grade that is held."""

    kind = SelectField(_l("Decision"))
    reason = TextAreaField(_l("Reason"), validators=[_LONG])


class ProfileForm(Form):
    """What a trainer says of themselves."""

    photo = FileField(
        _l("Photo"),
        description=_l("JPEG, PNG or WebP up to 12 MB. Kept is a small square of it, without place, date and device."),
    )
    no_photo = BooleanField(_l("Take the photo away"))
    bio_zh = TextAreaField(_l("About me, in Chinese"), validators=[_LONG])
    bio_en = TextAreaField(_l("About me, in English"), validators=[_LONG])
    languages = _Ticks(_l("Languages in which I teach"), choices=options(LANGUAGE_NAMES.items()))
    product_lines = _Ticks(_l("Product lines"), choices=options(PRODUCT_NAMES.items()))
    most_hours = IntegerField(
        _l("Most hours of teaching in a month"),
        validators=[InputRequired(_l("Enter a number.")), NumberRange(0, 300, _l("From 0 to 300."))],
        description=_l("0: no bound."),
    )


class AbsenceForm(Form):
    """Days away."""

    from_day = DateField(_l("From, first day"), validators=[InputRequired(_DAY)])
    until_day = DateField(_l("Until, last day"), validators=[InputRequired(_DAY)])
    kind = SelectField(_l("Why"), choices=options(ABSENCE_NAMES.items()))
    note = StringField(_l("Note"), validators=[_LINE])


class SpeakingForm(Form):
    """How well somebody speaks and likes to teach."""

    speaking = SelectField(_l("How well does the person speak before a group?"), coerce=int, choices=options(_RATING))
    willing = SelectField(_l("How much does the person like to teach?"), coerce=int, choices=options(_RATING))
    comment = TextAreaField(_l("Comment"), validators=[_LONG])


class GradeForm(Form):
    """What a grade asks."""

    title_zh = StringField(_l("Name in Chinese"), validators=[InputRequired(_NEEDED)])
    title_en = StringField(_l("Name in English"), validators=[InputRequired(_NEEDED)])
    summary_zh = TextAreaField(_l("What it stands for, in Chinese"), validators=[InputRequired(_NEEDED)])
    summary_en = TextAreaField(_l("What it stands for, in English"), validators=[InputRequired(_NEEDED)])
    rights = _Ticks(_l("May be given for a course"), choices=options(LEVEL_NAMES.items()))
    course_levels = _Ticks(
        _l("For courses of these levels"),
        choices=options(COURSE_LEVELS.items()),
        description=_l("None ticked: for all of them."),
    )
    validity_months = IntegerField(_l("Valid for so many months"), validators=[InputRequired(_l("Enter a number."))])
    years = IntegerField(_l("Years of practice"), validators=[Optional()])
    tier = IntegerField(_l("Tier with a valid certificate"), validators=[Optional()])
    works = IntegerField(_l("Courses or cases written"), validators=[Optional()])
    hours = IntegerField(_l("Hours taught"), validators=[Optional()])
    rating = DecimalField(_l("Learners' rating, of 5"), validators=[Optional()])
    rating_n = IntegerField(_l("From so many learners"), validators=[Optional()])
    speaking = DecimalField(_l("Rating as a speaker, of 5"), validators=[Optional()])
    speaking_n = IntegerField(_l("By so many people"), validators=[Optional()])
    months_in_grade = IntegerField(_l("Months in the grade below"), validators=[Optional()])
    further = TextAreaField(
        _l("Further requirements"),
        validators=[Length(max=20_000)],
        description=_l("As YAML, as in certification schemes: exam, course, cases, mentees, kpi, and groups."),
    )
    exam_min = DecimalField(_l("Subject test, least mark"), validators=[Optional()])
    lecture_min = DecimalField(_l("Trial lecture, least mark"), validators=[Optional()])
    feedback_min = DecimalField(_l("Listeners' feedback, least mark"), validators=[Optional()])
    feedback_least = IntegerField(
        _l("Listeners who must have answered"), validators=[InputRequired(_l("Enter a number."))]
    )
    judges = IntegerField(_l("Judges, at least"), validators=[InputRequired(_l("Enter a number."))])
    weight_exam = IntegerField(
        _l("Weight of the subject test, in percent"), validators=[InputRequired(_l("Enter a number."))]
    )
    weight_lecture = IntegerField(
        _l("Weight of the trial lecture, in percent"), validators=[InputRequired(_l("Enter a number."))]
    )
    weight_feedback = IntegerField(
        _l("Weight of the feedback, in percent"), validators=[InputRequired(_l("Enter a number."))]
    )
    pass_mark = DecimalField(_l("Pass mark of all together"), validators=[InputRequired(_l("Enter a number."))])
    exams = StringField(
        _l("Codes of the subject tests to choose from"), description=_l("Empty: any exam of the bank that is in use.")
    )
    window_days = IntegerField(
        _l("The re-review opens so many days before the end"), validators=[InputRequired(_l("Enter a number."))]
    )
    lookback_days = IntegerField(
        _l("Evidence of so many days counts"), validators=[InputRequired(_l("Enter a number."))]
    )
    lapse_days = IntegerField(
        _l("The re-review is enough for so many days after the end"), validators=[InputRequired(_l("Enter a number."))]
    )
    review = TextAreaField(
        _l("What the re-review asks for"),
        validators=[Length(max=20_000)],
        description=_l("As YAML; empty: the same as the grade."),
    )
    from_day = DateField(_l("Holds from"), validators=[InputRequired(_DAY)])
    reason = TextAreaField(_l("Reason"), validators=[_LONG])
