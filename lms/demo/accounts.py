"""Who can sign in to the demo, as a small table in both languages."""

from __future__ import annotations

import unicodedata

from flask import current_app
from sqlalchemy import select

from lms.core.db import db
from lms.demo.cast import DEMO_ACCOUNTS
from lms.people.models import Account, Person

DOES = {
    "learner": ("学员：今天的一步、课程、考试、成长日志", "learner: today's step, courses, exam, growth log"),
    "mentor": ("技术导师：三名徒弟，签核与日志回复", "technical mentor: three mentees, sign-offs, log replies"),
    "supervisor": ("主管：浦东站，一项待决定的成绩", "supervisor: Pudong station, one result to decide on"),
    "trainer": ("讲师：课程与教材", "trainer: courses and their texts"),
    "assessor": ("考官：待考的实操考核", "assessor: practical examinations that wait"),
    "manager": ("培训经理：全部班次、题库与课程", "training manager: all intakes, bank, courses"),
    "hr": ("人力资源：名册、班次、证书导出", "HR: roster, intakes, export of certificates"),
    "admin": ("系统管理员：账号、角色、发件箱", "administrator: accounts, roles, outbox"),
    "auditor": ("审计员：审计日志，只读", "auditor: audit trail, reads only"),
}


def is_empty() -> bool:
    """Is there nobody in the database?"""
    found = db.session.scalar(select(Person.id).limit(1))
    db.session.rollback()
    return found is None


def account_lines() -> list[str]:
    """The table's lines; one sentence where the demo company is not loaded."""
    rows = db.session.execute(
        select(Account.username, Person.name_zh, Person.name_latin)
        .join(Person, Person.id == Account.person_id)
        .where(Account.is_demo, Account.closed_at.is_(None))
    ).all()
    db.session.rollback()
    if not rows:
        return ["The demo company is not loaded: run `lms demo`."]
    settings = current_app.extensions["settings"]
    names = {username: f"{zh} {latin}" for username, zh, latin in rows}
    lines = [
        "",
        f"  {settings.organisation_zh} · {settings.organisation_en}",
        f"  密码 password: {settings.demo_password}",
        "",
    ]
    for username in DEMO_ACCOUNTS:
        if username in names:
            zh, en = DOES[username]
            lines.append(f"  {_wide(username, 12)}{_wide(names[username], 24)}{zh}")
            lines.append(f"  {'':36}{en}")
    return [*lines, ""]


def _wide(text: str, columns: int) -> str:
    """Padded to a number of terminal columns; Chinese characters take two."""
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(1, columns - width)
