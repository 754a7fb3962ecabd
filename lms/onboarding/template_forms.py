"""What the editor of programmes asks for. A draft may be unfinished: only what cannot be read is refused here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, FloatField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from lms.core.bilingual import Bilingual
from lms.core.forms import Form, options
from lms.onboarding.rules.policy import LIMITS, SIGNERS, Policy
from lms.onboarding.rules.result import PARTS
from lms.onboarding.template_labels import DAY_KINDS, ON_DUTY_WAYS, SIGNER_CHOICES
from lms.onboarding.track_data import plain
from lms.people.labels import FAMILY_NAMES

_NUMBER = {"inputmode": "decimal"}
_PERCENT = (Optional(), NumberRange(0, 100, _l("Enter 0 to 100.")))
_DAYS = (Optional(), NumberRange(0, 3650, _l("Enter 0 or more.")))
_LIMITS = {
    name: (Optional(), NumberRange(least, most, _l("Enter %(min)s to %(max)s."))) for name, least, most in LIMITS
}


class CodeForm(Form):
    """The code of a new programme."""

    code = StringField(
        _l("Code, in small letters"), render_kw={"maxlength": "39", "pattern": "[a-z0-9][a-z0-9\\-]*", "required": True}
    )


class FileForm(Form):
    """A programme as a file."""

    file = FileField(
        _l("A programme as YAML, as the export gives it"), render_kw={"accept": ".yaml,.yml", "required": True}
    )


class BasicsForm(Form):
    """Everything about a programme but its stages."""

    title_zh = StringField(_l("Title in Chinese"), validators=[Length(max=80)])
    title_en = StringField(_l("Title in English"), validators=[Length(max=80)])
    family = SelectField(_l("Job family"), choices=options(FAMILY_NAMES.items()))
    days = SelectField(_l("Stages are counted in"), choices=options(DAY_KINDS.items()))
    weight_theory = FloatField(_l("Weight of theory, in per cent"), validators=_PERCENT, render_kw=_NUMBER)
    weight_practical = FloatField(_l("Weight of practice, in per cent"), validators=_PERCENT, render_kw=_NUMBER)
    weight_mentor = FloatField(_l("Weight of the mentor's rating, in per cent"), validators=_PERCENT, render_kw=_NUMBER)
    minimum_theory = FloatField(_l("Least mark in theory"), validators=_PERCENT, render_kw=_NUMBER)
    minimum_practical = FloatField(_l("Least mark in practice"), validators=_PERCENT, render_kw=_NUMBER)
    minimum_mentor = FloatField(_l("Least mark of the mentor's rating"), validators=_PERCENT, render_kw=_NUMBER)
    pass_mark = FloatField(_l("Pass mark"), validators=_PERCENT, render_kw=_NUMBER)
    extension_days = IntegerField(_l("Length of an extension, in days"), validators=_DAYS, render_kw=_NUMBER)
    most_extensions = IntegerField(
        _l("At most so many extensions of a stage"), validators=_LIMITS["most_extensions"], render_kw=_NUMBER
    )
    may_repeat = BooleanField(_l("A stage may be repeated as a whole"))
    may_propose = BooleanField(_l("Another post may be proposed"))
    may_end = BooleanField(_l("The probation may be ended"))
    signers = SelectField(_l("Who signs"), choices=options(SIGNER_CHOICES.items()))
    on_duty = SelectField(_l("On duty after a pass"), choices=options(ON_DUTY_WAYS.items()))
    look_back_days = IntegerField(
        _l("Count what was done so many days before the start"), validators=_LIMITS["look_back_days"], render_kw=_NUMBER
    )
    escalate_after = IntegerField(
        _l("A reminder goes one level up after so many days"), validators=_LIMITS["escalate_after"], render_kw=_NUMBER
    )
    mentors_stay_days = IntegerField(
        _l("Mentors are released so many days after the programme"),
        validators=_LIMITS["mentors_stay_days"],
        render_kw=_NUMBER,
    )
    scheme = StringField(_l("Certification scheme awarded"), validators=[Length(max=60)])
    level = IntegerField(_l("Tier awarded, from 1"), validators=[Optional(), NumberRange(1, 9)], render_kw=_NUMBER)

    @classmethod
    def showing(cls, data: Mapping[str, Any]) -> BasicsForm:
        """With what a draft says."""
        policy, award = Policy.of(data.get("policy")), data.get("award") or {}
        title = Bilingual.of(data.get("title") or "")
        weights, minimums = data.get("weights") or {}, data.get("minimums") or {}
        return cls(
            formdata=None, title_zh=title.zh, title_en=title.en, family=data.get("family"), days=policy.days,
            **{f"weight_{part}": plain(weights.get(part)) for part in PARTS},
            **{f"minimum_{part}": plain(minimums.get(part)) for part in PARTS},
            pass_mark=plain(data.get("pass_mark")), extension_days=data.get("extension_days"),
            most_extensions=policy.most_extensions, may_repeat=policy.may_repeat, may_propose=policy.may_propose,
            may_end=policy.may_end, signers="+".join(s for s in SIGNERS if s in policy.signers), on_duty=policy.on_duty,
            look_back_days=policy.look_back_days, escalate_after=policy.escalate_after,
            mentors_stay_days=policy.mentors_stay_days, scheme=award.get("scheme"), level=award.get("level"),
        )  # fmt: skip

    def into(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The draft with what was entered."""
        weights = {part: plain(self[f"weight_{part}"].data) for part in PARTS if self[f"weight_{part}"].data}
        minimums = {part: plain(self[f"minimum_{part}"].data) for part in weights if self[f"minimum_{part}"].data}
        changed = {
            **data, "title": {"zh": self.title_zh.data or "", "en": self.title_en.data or ""}, "family": self.family.data,
            "weights": weights, "minimums": minimums, "pass_mark": plain(self.pass_mark.data),
            "extension_days": self.extension_days.data,
            "policy": {
                "days": self.days.data, "most_extensions": self.most_extensions.data,
                "may_repeat": bool(self.may_repeat.data), "may_propose": bool(self.may_propose.data),
                "may_end": bool(self.may_end.data), "signers": str(self.signers.data).split("+"),
                "on_duty": self.on_duty.data, "look_back_days": self.look_back_days.data or 0,
                "escalate_after": self.escalate_after.data if self.escalate_after.data is not None else 3,
                "mentors_stay_days": self.mentors_stay_days.data,
            },
        }  # fmt: skip
        changed.pop("award", None)
        if self.scheme.data:
            changed["award"] = {"scheme": self.scheme.data.strip(), "level": self.level.data or 1}
        return changed


class StageForm(Form):
    """One stage; its contents stand beside as lines."""

    title_zh = StringField(_l("Title in Chinese"), validators=[Length(max=80)])
    title_en = StringField(_l("Title in English"), validators=[Length(max=80)])
    purpose_zh = TextAreaField(_l("Purpose in Chinese"), validators=[Length(max=500)], render_kw={"rows": 2})
    purpose_en = TextAreaField(_l("Purpose in English"), validators=[Length(max=500)], render_kw={"rows": 2})
    days = IntegerField(
        _l("Days"), validators=[Optional(), NumberRange(1, 400, _l("Enter 1 to 400 days."))], render_kw=_NUMBER
    )
    need = IntegerField(_l("At least so many conditions"), validators=_DAYS, render_kw=_NUMBER)
    need_a = IntegerField(_l("Of group A at least"), validators=_DAYS, render_kw=_NUMBER)
    need_b = IntegerField(_l("Of group B at least"), validators=_DAYS, render_kw=_NUMBER)
    need_c = IntegerField(_l("Of group C at least"), validators=_DAYS, render_kw=_NUMBER)

    @classmethod
    def showing(cls, stage: Mapping[str, Any]) -> StageForm:
        """With what a draft says of a stage."""
        title, purpose = Bilingual.of(stage.get("title") or ""), Bilingual.of(stage.get("purpose") or "")
        needs = {group.get("code"): group.get("need") for group in stage.get("groups") or []}
        return cls(
            formdata=None, title_zh=title.zh, title_en=title.en, purpose_zh=purpose.zh, purpose_en=purpose.en, days=stage.get("days"), need=stage.get("need"),
            need_a=needs.get("a"), need_b=needs.get("b"), need_c=needs.get("c"),
        )  # fmt: skip
