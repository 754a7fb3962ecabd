"""Who can sign in to the demo, as a small table in both languages.

Asked at every start, so it reads the database without the application, which takes longer to build than to use here.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import create_engine, text

from lms.core.config import Settings
from lms.demo.cast import DEMO_ACCOUNTS

_ANYBODY = "SELECT 1 FROM person LIMIT 1"
_WORK_ORDERS = "SELECT 1 FROM work_order_load WHERE how = 'demo' LIMIT 1"
_ACCOUNTS = (
    "SELECT account.username, person.name_zh, person.name_latin FROM account JOIN person ON person.id = account.person_id"
    " WHERE account.is_demo AND account.closed_at IS NULL"
)
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


def is_empty(settings: Settings) -> bool:
    """Is there nobody in the database?"""
    return not _read(settings, _ANYBODY)


def lacks_work_orders(settings: Settings) -> bool:
    """Is the demo company there, but not its work orders? So it is when its loading was interrupted."""
    return bool(_read(settings, _ACCOUNTS)) and not _read(settings, _WORK_ORDERS)


def account_lines(settings: Settings) -> list[str]:
    """The table's lines; one sentence where the demo company is not loaded."""
    names = {username: f"{zh} {latin}" for username, zh, latin in _read(settings, _ACCOUNTS)}
    if not names:
        return ["The demo company is not loaded: run `lms demo`."]
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


def _read(settings: Settings, query: str) -> list[Any]:
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        rows = list(connection.execute(text(query)))
    engine.dispose()
    return rows


def _wide(text: str, columns: int) -> str:
    """Padded to a number of terminal columns; Chinese characters take two."""
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(1, columns - width)
