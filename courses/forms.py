"""The shapes of what authors enter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from courses.labels import CATEGORY_NAMES, DELIVERY_NAMES, LEVEL_NAMES
from courses.rules import MOST_MINUTES
from lms.core.forms import Form, options
from lms.people.labels import PRODUCT_NAMES

_NEEDED = _l("This is needed.")
_CODE = Regexp(r"^[a-z0-9][a-z0-9-]*[a-z0-9]$", message=_l("Small letters, digits and dashes only."))


class CourseForm(Form):
    """What the catalogue says of a course."""

    title_zh = StringField(_l("Chinese title"), validators=[DataRequired(_NEEDED), Length(max=120)])
    title_en = StringField(_l("English title"), validators=[DataRequired(_NEEDED), Length(max=120)])
    summary_zh = TextAreaField(_l("Chinese summary"), validators=[DataRequired(_NEEDED), Length(max=600)])
    summary_en = TextAreaField(_l("English summary"), validators=[DataRequired(_NEEDED), Length(max=600)])
    category = SelectField(_l("Category"), choices=options(CATEGORY_NAMES.items()))
    delivery = SelectField(_l("Delivery"), choices=options(DELIVERY_NAMES.items()))
    product_line = SelectField(
        _l("Product line"), choices=options([("", _l("All product lines")), *PRODUCT_NAMES.items()])
    )
    level = SelectField(
        _l("Level of the course"),
        choices=options([("", _l("Every level")), *LEVEL_NAMES.items()]),
        description=_l("Trainers' fees and the right to teach can go by it."),
    )
    owner_id = SelectField(_l("Responsible"), coerce=int)
    review_on = DateField(
        _l("Review by"),
        validators=[Optional()],
        description=_l("The day by which somebody should look whether the contents are still right."),
    )


class NewCourseForm(CourseForm):
    """A course that is added needs its code, which stays."""

    code = StringField(
        _l("Code"),
        validators=[DataRequired(_NEEDED), Length(min=2, max=60), _CODE],
        description=_l("Part of the course's address, for example “power-faults”. It cannot be changed later."),
    )


class LessonForm(Form):
    """One lesson in both languages."""

    slug = StringField(
        _l("Address"),
        validators=[DataRequired(_NEEDED), Length(min=2, max=60), _CODE],
        description=_l("Small letters, digits and dashes. Keep it when you rewrite a lesson: it is how versions are compared."),
    )  # fmt: skip
    minutes = IntegerField(
        _l("Minutes"),
        validators=[
            InputRequired(_NEEDED),
            NumberRange(1, MOST_MINUTES, _l("Between 1 and 240 minutes.")),
        ],
    )
    title_zh = StringField(_l("Chinese title"), validators=[DataRequired(_NEEDED), Length(max=120)])
    title_en = StringField(_l("English title"), validators=[Length(max=120)])
    source_zh = TextAreaField(
        _l("Chinese text"), validators=[Length(max=100_000)], render_kw={"rows": 18, "lang": "zh-CN"}
    )
    source_en = TextAreaField(
        _l("English text"), validators=[Length(max=100_000)], render_kw={"rows": 18, "lang": "en"}
    )


class AssetForm(Form):
    """Pictures, videos, captions, papers."""

    files = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "svg, png, jpg, webp, webm, mp4, vtt or pdf. A file of the same name is replaced, for the draft only."
        ),
    )
