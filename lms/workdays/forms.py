"""What the calendar's page asks for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.core.forms import Form, options

OFF, ON, BACK = "off", "on", "back"


class DayForm(Form):
    """One day, decided."""

    day = DateField(
        lazy_pgettext("calendar", "Day"), validators=[InputRequired(_l("Enter the day."))], render_kw={"type": "date"}
    )
    unit_id = SelectField(_l("For"), coerce=int)
    what = RadioField(
        _l("What holds"),
        choices=options([(OFF, _l("Day off")), (ON, _l("Working day")), (BACK, _l("As the public calendar has it"))]),
        validators=[InputRequired(_l("Choose one of the three."))],
    )
    reason = StringField(_l("Reason"), validators=[InputRequired(_l("Give the reason.")), Length(max=500)])
