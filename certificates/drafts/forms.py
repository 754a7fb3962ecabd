"""What the editor of schemes asks for of a scheme and of a tier. A draft may be unfinished: only what cannot be read, or can
never be right, is refused here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from certificates.drafts.actions import TEXTS
from certificates.labels import FAMILIES, PRODUCTS
from certificates.rules.renewal import LONGEST_DAYS, Anchor, WhenLowerLapses, read_renewal
from certificates.rules.schemes import LONGEST_VALIDITY
from certificates.rules.unlocks import JOB, PRODUCT_LINES, read_unlocks
from lms.core.bilingual import Bilingual
from lms.core.forms import Form, options
from lms.core.terms import day_of_year

_WHOLE = {"inputmode": "numeric"}
_DAYS = (Optional(), NumberRange(0, LONGEST_DAYS, _l("Enter 0 to 3660 days.")))
_LONG = {"rows": 3}
ANCHORS: dict[str, Any] = {
    Anchor.EXPIRY: _l("The last day of the old certificate: who renews early loses no day"),
    Anchor.COMPLETION: _l("The day on which renewing was finished"),
    Anchor.FIXED: _l("A fixed day of the year"),
}
LOWER: dict[str, Any] = {
    WhenLowerLapses.NOTHING: _l("Nothing: this tier stands by itself"),
    WhenLowerLapses.SUSPENDS: _l("This tier is suspended until it is renewed"),
    WhenLowerLapses.GRACE: _l("This tier is suspended after some days of grace"),
}
LINES = [("", _l("all product lines")), *((line, PRODUCTS[line]) for line in PRODUCT_LINES)]


class BasicsForm(Form):
    """Everything about a scheme but its tiers."""

    title_zh = StringField(_l("Title in Chinese"), validators=[Length(max=120)])
    title_en = StringField(_l("Title in English"), validators=[Length(max=120)])
    certificate_title_zh = StringField(_l("Title on the certificate, in Chinese"), validators=[Length(max=120)])
    certificate_title_en = StringField(_l("Title on the certificate, in English"), validators=[Length(max=120)])
    field_of_work_zh = StringField(_l("Field of work, in Chinese"), validators=[Length(max=120)])
    field_of_work_en = StringField(_l("Field of work, in English"), validators=[Length(max=120)])
    family = SelectField(_l("Job family"), choices=options(FAMILIES.items()))
    product_line = SelectField(_l("Product line"), choices=options(LINES))

    @classmethod
    def showing(cls, data: Mapping[str, Any]) -> BasicsForm:
        """With what a draft says."""
        values = {"family": data.get("family"), "product_line": data.get("product_line") or ""}
        for name in ("title", "certificate_title", "field_of_work"):
            values |= _both(name, data)
        return cls(data=values)

    def into(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A draft with what was entered."""
        changed: dict[str, Any] = {**data, "family": self.family.data}
        for name in ("title", "certificate_title", "field_of_work"):
            changed[name] = _pair(self, name)
        if not any(changed["field_of_work"].values()):
            del changed["field_of_work"]
        changed.pop("product_line", None)
        return {**changed, "product_line": self.product_line.data} if self.product_line.data else changed


class TierForm(Form):
    """A tier: its texts, how long it is valid, how it is renewed and what it unlocks. Its requirements have pages of their
    own."""

    code = StringField(_l("Code, in small letters"), validators=[Length(max=20)])
    title_zh = StringField(_l("Title in Chinese"), validators=[Length(max=120)])
    title_en = StringField(_l("Title in English"), validators=[Length(max=120)])
    knowledge_zh = TextAreaField(_l("Knowledge required, in Chinese"), validators=[Length(max=2000)], render_kw=_LONG)
    knowledge_en = TextAreaField(_l("Knowledge required, in English"), validators=[Length(max=2000)], render_kw=_LONG)
    skill_zh = TextAreaField(_l("Skill standard, in Chinese"), validators=[Length(max=2000)], render_kw=_LONG)
    skill_en = TextAreaField(_l("Skill standard, in English"), validators=[Length(max=2000)], render_kw=_LONG)
    examination_zh = TextAreaField(_l("Way of examination, in Chinese"), validators=[Length(max=2000)], render_kw=_LONG)
    examination_en = TextAreaField(_l("Way of examination, in English"), validators=[Length(max=2000)], render_kw=_LONG)
    validity_months = IntegerField(
        _l("Valid for so many months"),
        validators=[InputRequired(_l("Enter the months.")), NumberRange(1, LONGEST_VALIDITY, _l("Enter 1 to 240 months."))],
        render_kw=_WHOLE,
    )  # fmt: skip
    renewable = BooleanField(_l("It can be renewed; otherwise everything must be earned again"))
    window_days = IntegerField(_l("The window opens so many days before the last day"), validators=_DAYS, render_kw=_WHOLE)  # fmt: skip
    anchor = SelectField(_l("The new period follows"), choices=options(ANCHORS.items()))
    fixed_day = StringField(_l("The fixed day, as 12-31"), validators=[Length(max=5)])
    least_months = IntegerField(_l("But for at least so many months"), validators=_DAYS, render_kw=_WHOLE)
    grace_days = IntegerField(_l("Days of grace after the last day"), validators=_DAYS, render_kw=_WHOLE)
    grace_counts = BooleanField(_l("In the days of grace it counts as valid"))
    lookback_days = IntegerField(_l("Evidence counts from so many days back"), validators=_DAYS, render_kw=_WHOLE)
    lapse_days = IntegerField(_l("So many days after the last day everything must be earned again"), validators=_DAYS, render_kw=_WHOLE)  # fmt: skip
    when_lower_lapses = SelectField(_l("When the tier below is no longer valid"), choices=options(LOWER.items()), default=str(WhenLowerLapses.NOTHING))  # fmt: skip
    """Not asked of the first tier, which has none below it."""
    lower_grace_days = IntegerField(_l("Days of grace for the tier below"), validators=_DAYS, render_kw=_WHOLE)
    pay_step = StringField(_l("Code of the pay step"), validators=[Length(max=40)])
    pay_zh = StringField(_l("Pay step in words or as an amount, in Chinese"), validators=[Length(max=200)])
    pay_en = StringField(_l("Pay step in words or as an amount, in English"), validators=[Length(max=200)])
    may_mentor = BooleanField(_l("May be a technical mentor"))
    may_examine = BooleanField(_l("May be an examiner"))

    def validate_fixed_day(self, field: Field) -> None:
        """A day of the year, where the anchor asks for one."""
        if not self.renewable.data or self.anchor.data != Anchor.FIXED:
            return
        found = re.fullmatch(r"(\d\d)-(\d\d)", field.data or "")
        try:
            assert found is not None
            if day_of_year(2024, int(found[1]), int(found[2])).strftime("%m-%d") != field.data:
                raise ValueError
        except (AssertionError, ValueError) as wrong:
            raise ValidationError(_l("Enter a month and a day, as 12-31.")) from wrong

    def validate_lapse_days(self, field: Field) -> None:
        """No shorter than the grace."""
        if self.renewable.data and field.data and field.data < (self.grace_days.data or 0):
            raise ValidationError(_l("That is shorter than the days of grace."))

    def validate_lower_grace_days(self, field: Field) -> None:
        """Needed where it is asked for."""
        if self.when_lower_lapses.data == WhenLowerLapses.GRACE and not field.data:
            raise ValidationError(_l("Enter the days."))

    @classmethod
    def showing(cls, tier: Mapping[str, Any]) -> TierForm:
        """With what a tier says."""
        renewal, unlocks = read_renewal(tier.get("renewal") or {}), read_unlocks(tier.get("unlocks"))
        values: dict[str, Any] = {
            "code": tier.get("code"), "validity_months": tier.get("validity_months"),
            "fixed_day": (tier.get("renewal") or {}).get("fixed_day", ""),
            "pay_step": unlocks.pay_step, "pay_zh": unlocks.pay_label.get("zh"), "pay_en": unlocks.pay_label.get("en"),
            "may_mentor": unlocks.may_mentor, "may_examine": unlocks.may_examine,
        }  # fmt: skip
        for name in ("renewable", "window_days", "anchor", "least_months", "grace_days", "grace_counts", "lookback_days",
                     "lapse_days", "when_lower_lapses", "lower_grace_days"):  # fmt: skip
            values[name] = getattr(renewal, name)
        for name in TEXTS:
            values |= _both(name, tier)
        return cls(data=values)

    def into(self, tier: Mapping[str, Any], sent: MultiDict[str, str], level: int) -> dict[str, Any]:
        """A tier with what was entered; its requirements stay, those for renewals while it can be renewed."""
        changed: dict[str, Any] = {**tier, "code": self.code.data or "", "validity_months": self.validity_months.data}
        for name in TEXTS:
            changed[name] = _pair(self, name)
        changed["renewal"] = self.renewal(tier, level)
        changed["unlocks"] = self._unlocks(sent)
        return {name: value for name, value in changed.items() if value or name not in ("renewal", "unlocks")}

    def renewal(self, tier: Mapping[str, Any], level: int) -> dict[str, Any]:
        """The rule of renewal."""
        rule: dict[str, Any] = {}
        if self.renewable.data:
            rule = {"window_days": self.window_days.data or 90, "anchor": str(self.anchor.data)}
            if self.anchor.data == Anchor.FIXED:
                rule["fixed_day"] = self.fixed_day.data
                rule["least_months"] = self.least_months.data or 0
            rule |= {"grace_days": self.grace_days.data or 0, "lapse_days": self.lapse_days.data or 0}
            if self.grace_counts.data:
                rule["grace_counts"] = True
            if self.lookback_days.data:
                rule["lookback_days"] = self.lookback_days.data
            if cycles := (tier.get("renewal") or {}).get("cycles"):
                rule["cycles"] = cycles
        if level > 1 and self.when_lower_lapses.data != WhenLowerLapses.NOTHING:
            rule["when_lower_lapses"] = str(self.when_lower_lapses.data)
            if self.when_lower_lapses.data == WhenLowerLapses.GRACE:
                rule["lower_grace_days"] = self.lower_grace_days.data or 0
        return rule

    def _unlocks(self, sent: MultiDict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.pay_step.data:
            found["pay_step"] = self.pay_step.data
        if self.pay_zh.data or self.pay_en.data:
            found["pay_label"] = {"zh": self.pay_zh.data or "", "en": self.pay_en.data or ""}
        for name in ("may_mentor", "may_examine"):
            if self[name].data:
                found[name] = True
        if jobs := jobs_sent(sent):
            found["jobs"] = [job for job in jobs if JOB.fullmatch(job["code"])]
        return found


def jobs_sent(sent: MultiDict[str, str]) -> list[dict[str, str]]:
    """The jobs as they were entered, line by line; empty lines left out."""
    lines = sent.getlist("job_line")
    found = []
    for number, code in enumerate(sent.getlist("job_code")):
        line = lines[number] if number < len(lines) else ""
        if code := code.strip().lower():
            found.append({"code": code, "product_line": line} if line in PRODUCT_LINES else {"code": code})
    return found


def _both(name: str, data: Mapping[str, Any]) -> dict[str, str]:
    said = Bilingual.of(data.get(name) or "")
    return {f"{name}_zh": said.zh, f"{name}_en": said.en}


def _pair(form: Form, name: str) -> dict[str, str]:
    return {language: form[f"{name}_{language}"].data or "" for language in ("zh", "en")}
