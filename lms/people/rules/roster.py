"""Rules of the roster: which columns there are, and what makes a row right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Column:
    """A column we know: its field, whether every row needs it, and headings it goes by (lower case, no spaces)."""

    field: str
    needed: bool
    headings: tuple[str, ...]


COLUMNS = (
    Column("employee_no", True, ("employeeno", "employeenumber", "employeeid", "staffno", "staffid", "no", "id", "工号", "员工编号", "员工号", "人员编号", "编号")),
    Column("name_zh", False, ("chinesename", "name", "姓名", "中文名", "中文姓名", "员工姓名")),
    Column("name_latin", False, ("englishname", "latinname", "pinyin", "nameinlatin", "fullname", "英文名", "拼音", "姓名拼音", "英文姓名")),
    Column("unit", True, ("unit", "department", "team", "unitcode", "site", "部门", "单位", "所属部门", "站点", "服务站", "组织", "部门编码")),
    Column("post", True, ("post", "position", "jobtitle", "jobrole", "job", "title", "postcode", "岗位", "职位", "职务", "岗位编码")),
    Column("hired_on", True, ("hiredon", "hiredate", "dateofhire", "startdate", "joined", "joiningdate", "入职日期", "入职时间", "入职日", "到岗日期")),
    Column("email", False, ("email", "e-mail", "mail", "emailaddress", "邮箱", "电子邮箱", "电子邮件")),
    Column("phone", False, ("phone", "mobile", "phonenumber", "telephone", "手机", "电话", "手机号", "手机号码", "联系电话")),
    Column("product_line", False, ("productline", "product", "产品线", "产品")),
    Column("grade", False, ("grade", "level", "职级", "级别")),
    Column("language", False, ("language", "语言", "界面语言")),
)  # fmt: skip

PRODUCT_LINES = {
    "home": "home", "commercial": "commercial", "industrial": "industrial",
    "家用": "home", "商用": "commercial", "工业": "industrial", "家用设备": "home", "商用设备": "commercial", "工业设备": "industrial",
}  # fmt: skip
LANGUAGES = {
    "zh": "zh",
    "zh-cn": "zh",
    "中文": "zh",
    "chinese": "zh",
    "en": "en",
    "英文": "en",
    "英语": "en",
    "english": "en",
    "": "zh",
}
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_EMPLOYEE_NO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d.*)?")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken: the column, the reason's code, and the value it is about."""

    column: str
    code: str
    value: str = ""
    other: str = ""


@dataclass(frozen=True)
class RosterRow:
    """A row that is right, in the shape of the record."""

    line: int
    employee_no: str
    name_zh: str
    name_latin: str
    unit_id: int
    post_id: int
    hired_on: date
    email: str | None
    phone: str | None
    product_line: str | None
    grade: str | None
    language: str


@dataclass
class Known:
    """What the organisation has: unit and post ids by every name they go by (lower case), and whose e-mail addresses are
    in use (lower case, to the employee number) by people that the file does not speak of."""

    units: Mapping[str, int]
    posts: Mapping[str, int]
    today: date
    ambiguous: frozenset[str] = frozenset()
    addresses: Mapping[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    seen_addresses: dict[str, int] = field(default_factory=dict)


def propose_mapping(header: Sequence[str]) -> dict[str, int]:
    """For each field the column that most likely holds it, by its heading. Each column is used once."""
    plain = [re.sub(r"[\s_（）()*:：/-]+", "", heading).lower() for heading in header]
    mapping: dict[str, int] = {}
    for exact in (True, False):
        for column in COLUMNS:
            if column.field in mapping:
                continue
            for index, heading in enumerate(plain):
                fits = (
                    heading in column.headings
                    if exact
                    else any(len(h) > 2 and heading.startswith(h) for h in column.headings)
                )
                if heading and fits and index not in mapping.values():
                    mapping[column.field] = index
                    break
    return mapping


def parse_day(text: str) -> date | None:
    """A date as people write it (2026-01-05, 2026/1/5, 2026年1月5日) or as a spreadsheet stores it (46027); else None."""
    if match := _DATE.fullmatch(text):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            return None
    if text.isdecimal() and len(text) == 5 and 20_000 <= int(text) <= 80_000:
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    return None


def check_row(line: int, values: Mapping[str, str], known: Known) -> RosterRow | tuple[Fault, ...]:
    """The row in its right shape, or every fault in it."""
    faults: list[Fault] = []
    get = lambda name: values.get(name, "").strip()  # noqa: E731
    for column in COLUMNS:
        if column.needed and not get(column.field):
            faults.append(Fault(column.field, "missing"))
    number = get("employee_no")
    if number and not _EMPLOYEE_NO.fullmatch(number):
        faults.append(Fault("employee_no", "bad_employee_no", number))
    elif number:
        first = known.seen.setdefault(number.lower(), line)
        if first != line:
            faults.append(Fault("employee_no", "twice", number, str(first)))
    if not get("name_zh") and not get("name_latin"):
        faults.append(Fault("name_zh", "missing"))
    for name in ("name_zh", "name_latin"):
        if len(get(name)) > 100:
            faults.append(Fault(name, "too_long", get(name)[:20]))
    ids = {}
    for name, table in (("unit", known.units), ("post", known.posts)):
        value = get(name).lower()
        if value in known.ambiguous:
            faults.append(Fault(name, "ambiguous", get(name)))
        elif value and value not in table:
            faults.append(Fault(name, f"unknown_{name}", get(name)))
        ids[name] = table.get(value, 0)
    hired_on = parse_day(get("hired_on"))
    if get("hired_on") and hired_on is None:
        faults.append(Fault("hired_on", "bad_date", get("hired_on")))
    elif hired_on and not known.today - timedelta(days=60 * 366) <= hired_on <= known.today + timedelta(days=366):
        faults.append(Fault("hired_on", "far_date", get("hired_on")))
    if get("email") and (not _EMAIL.fullmatch(get("email")) or len(get("email")) > 254):
        faults.append(Fault("email", "bad_email", get("email")))
    elif address := get("email").lower():
        first = known.seen_addresses.setdefault(address, line)
        if first != line:
            faults.append(Fault("email", "twice", get("email"), str(first)))
        elif address in known.addresses:
            faults.append(Fault("email", "email_taken", get("email"), known.addresses[address]))
    product = get("product_line").lower()
    if product and product not in PRODUCT_LINES:
        faults.append(Fault("product_line", "unknown_product_line", get("product_line")))
    if get("language").lower() not in LANGUAGES:
        faults.append(Fault("language", "unknown_language", get("language")))
    if faults:
        return tuple(faults)
    assert hired_on is not None
    name_zh, name_latin = get("name_zh"), get("name_latin")
    if name_zh.isascii() and not name_latin:
        name_zh, name_latin = "", name_zh
    return RosterRow(
        line=line,
        employee_no=number,
        name_zh=name_zh,
        name_latin=name_latin,
        unit_id=ids["unit"],
        post_id=ids["post"],
        hired_on=hired_on,
        email=get("email") or None,
        phone=get("phone")[:40] or None,
        product_line=PRODUCT_LINES.get(product),
        grade=get("grade")[:20] or None,
        language=LANGUAGES[get("language").lower()],
    )
