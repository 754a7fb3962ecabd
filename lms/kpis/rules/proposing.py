"""A profile proposed from a file's headings and first rows: which column holds what, how dates are written, what is empty."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.kpis.rules.casting import FALSE, PRIORITY_WORDS, TRUE
from lms.kpis.rules.event_logs import Log, read_log
from lms.kpis.rules.fields import BY_NAME, NEEDED
from lms.kpis.rules.profiles import FieldRule, Profile

HEADINGS: dict[str, tuple[str, ...]] = {
    "order_no": ("orderno", "ordernumber", "order", "workorder", "workorderno", "workordernumber", "workorderid", "wono", "ticket", "ticketno", "ticketid", "ticketnumber", "number", "incident", "incidentno", "incidentid", "caseno", "casenumber", "caseid", "requestid", "servicerequest", "uniquekey", "issuekey", "key", "id", "工单号", "工单编号", "工单", "单号", "服务单号", "派工单号", "受理编号", "编号", "案件号"),
    "technician": ("technician", "technicianno", "technicianid", "engineer", "engineerno", "engineerid", "resolvedby", "assignee", "assignedto", "agent", "agentid", "worker", "employeeno", "owner", "handler", "技师", "技师工号", "工程师", "工程师工号", "服务工程师", "维修人员", "维修员", "处理人", "经办人", "责任人", "受理人", "工号", "员工工号"),
    "team": ("team", "group", "assignmentgroup", "department", "agency", "station", "servicestation", "depot", "branch", "queue", "班组", "团队", "小组", "部门", "服务站", "网点", "处理组", "受理部门"),
    "product": ("product", "productline", "model", "category", "machinetype", "producttype", "complainttype", "产品", "产品线", "机型", "型号", "产品型号", "产品类别", "设备类型", "类别"),
    "asset": ("asset", "assetno", "assetid", "serial", "serialno", "serialnumber", "machine", "equipment", "cmdbci", "configurationitem", "device", "deviceid", "设备", "设备编号", "资产", "资产编号", "序列号", "机身号", "整机编号"),
    "symptom": ("symptom", "usymptom", "fault", "faultcode", "failure", "problem", "descriptor", "subject", "summary", "description", "故障", "故障现象", "故障代码", "现象", "问题描述", "报修内容", "故障描述"),
    "customer": ("customer", "customerno", "customerid", "customername", "client", "caller", "callerid", "account", "客户", "客户编号", "客户名称", "客户代码", "用户"),
    "region": ("region", "area", "location", "site", "city", "province", "borough", "zone", "区域", "地区", "省份", "城市", "片区", "大区"),
    "priority": ("priority", "severity", "urgency", "优先级", "紧急程度", "紧急度", "级别"),
    "status": ("status", "state", "incidentstate", "ticketstatus", "orderstatus", "状态", "工单状态", "单据状态"),
    "kind": ("kind", "type", "ordertype", "worktype", "servicetype", "pmtype", "contacttype", "工单类型", "服务类型", "类型", "业务类型"),
    "opened_at": ("openedat", "opened", "opendate", "createdat", "created", "createddate", "createdon", "creationdate", "reportedat", "reported", "startdate", "bscstartdate", "submittedat", "calltime", "报修时间", "创建时间", "受理时间", "开单时间", "建单时间", "下单时间", "报单时间", "提交时间", "创建日期", "报修日期", "受理日期", "日期"),
    "responded_at": ("respondedat", "responded", "firstresponse", "firstresponseat", "firstresponsetime", "acknowledgedat", "acceptedat", "响应时间", "首次响应时间", "首响时间", "接单时间", "派工时间"),
    "arrived_at": ("arrivedat", "arrived", "arrival", "arrivaltime", "onsiteat", "onsite", "到达时间", "到场时间", "上门时间", "抵达时间"),
    "resolved_at": ("resolvedat", "resolved", "resolutiondate", "resolutiontime", "completedat", "completed", "finishedat", "fixedat", "解决时间", "完成时间", "完工时间", "修复时间"),
    "closed_at": ("closedat", "closed", "closeddate", "closedate", "closedon", "关闭时间", "结案时间", "关单时间", "闭单时间", "结单时间"),
    "first_time_fix": ("firsttimefix", "ftf", "firstfix", "fixedfirsttime", "一次解决", "一次修复", "是否一次解决", "一次性解决", "首次解决"),
    "escalated": ("escalated", "escalation", "isescalated", "升级", "是否升级", "已升级"),
    "sla_made": ("slamade", "madesla", "slamet", "withinsla", "ontime", "是否达标", "sla达标", "是否按时", "按时完成"),
    "complaint": ("complaint", "iscomplaint", "complained", "投诉", "是否投诉"),
    "grave_complaint": ("gravecomplaint", "seriouscomplaint", "重大投诉", "是否重大投诉"),
    "error": ("error", "mistake", "iserror", "差错", "是否差错", "服务差错"),
    "callback_due": ("callbackdue", "followupdue", "应回访", "需回访"),
    "callback_made": ("callbackmade", "callbackdone", "calledback", "已回访", "回访", "是否回访"),
    "reopened": ("reopened", "reopencount", "reopens", "重开次数", "重开", "重新打开次数", "返修次数"),
    "reassigned": ("reassigned", "reassignmentcount", "reassignments", "转派次数", "改派次数", "转单次数"),
    "csat": ("csat", "satisfaction", "satisfactionscore", "customersatisfaction", "rating", "满意度", "客户满意度", "评分", "满意度评分"),
    "nps": ("nps", "npsscore", "recommend", "推荐度", "推荐分", "nps评分"),
    "cost": ("cost", "totalcost", "amount", "费用", "成本", "金额", "维修费用"),
    "complexity": ("complexity", "difficulty", "复杂度", "难度"),
    "visits": ("visits", "visitcount", "上门次数", "服务次数", "到访次数"),
}  # fmt: skip
"""For each field the headings it goes by: lower case, without spaces and marks."""
NULL_WORDS = (
    "?",
    "NA",
    "N/A",
    "n/a",
    "#N/A",
    "null",
    "NULL",
    "None",
    "-",
    "--",
    "—",
    "无",
    "空",
    "nan",
    "NaN",
    "(null)",
)
_DATE = re.compile(r"\s*(\d{1,4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,4})")
_NUMBER = re.compile(r"\s*[¥￥$€]?\s*[+-]?\d[\d,.]*\s*%?\s*")
_UNITS = (
    ("min", re.compile(r"minutes?|(?<![a-z])mins?(?![a-z])|分钟|[(（]分[)）]", re.IGNORECASE)),
    ("h", re.compile(r"hours?|(?<![a-z])hrs?(?![a-z])|小时|[(（\[]h[)）\]]", re.IGNORECASE)),
    ("s", re.compile(r"seconds?|(?<![a-z])secs?(?![a-z])|秒", re.IGNORECASE)),
)
_LENGTHS = {
    "responded_at": re.compile(r"响应|首响|接单|respon|acknowledg", re.IGNORECASE),
    "arrived_at": re.compile(r"到达|到场|上门|抵达|arriv|on.?site", re.IGNORECASE),
    "resolved_at": re.compile(r"解决|修复|完工|完成|处理|resol|repair|fix|complet", re.IGNORECASE),
}
"""For a moment that an order often tells as a time since it was opened: the words such a column goes by."""
_NO_LENGTH = re.compile(r"时限|要求|承诺|目标|标准|工时|sla|target|limit|due|promise|labou?r", re.IGNORECASE)
"""What was promised, and hours worked, are not the time that passed."""
_NUMBERED = re.compile(r"([0-5])(\s*[-–—:：.、]\s*\w.*)?")
_USUAL = ("1 - critical", "2 - high", "3 - moderate", "4 - low", "5 - planning")
_LONGEST_NAME = 60
_CLEAR = 0.9
"""The share of a column's values that decides what the column is; the others are told as wrong when the file is checked."""


@dataclass(frozen=True)
class Proposal:
    """A profile with what it rests on. `lacking`: needed fields without a column; `doubtful`: a heading whose dates could be
    read day first or month first."""

    profile: Profile
    lacking: tuple[str, ...] = ()
    doubtful: str = ""
    unused: tuple[str, ...] = ()


def propose(header: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, source: str) -> Proposal:
    """The likeliest profile for a file by its header and some rows."""
    nulls = tuple(word for word in NULL_WORDS if any(word == cell.strip() for row in rows for cell in row))
    values = {
        index: [row[index].strip() for row in rows if index < len(row) and row[index].strip() not in ("", *nulls)]
        for index in range(len(header))
    }
    mapping = _mapping(header, values)
    dated = [index for field, index in mapping.items() if BY_NAME[field].kind == "moment"]
    fields = {field: _rule(field, header[index], values[index]) for field, index in mapping.items()}
    numbers = values[mapping["order_no"]] if "order_no" in mapping else []
    fold = len(numbers) > 1 and len(set(numbers)) < len(numbers) * 0.8
    log = read_log(header, rows, fields, nulls=nulls, is_moment=_is_moment) if fold else Log(None, {})
    fields = {field: {**fields, **log.rules}[field] for field in HEADINGS if field in fields or field in log.rules}
    if log.order_by is not None:
        dated.append(header.index(log.order_by))
    orders = {header[index]: date_order(values[index]) for index in dated}
    dates = next((order for order in orders.values() if order in ("dmy", "mdy")), "ymd")
    doubtful = next((heading for heading, order in orders.items() if order == "doubtful" and dates == "ymd"), "")
    profile = Profile(
        name=re.sub(r"[^\w .()-]", "-", name)[:_LONGEST_NAME].strip(" .-") or "profile", source=source[:80],
        fields=fields, null_words=nulls, dates=dates, fold=fold, order_by=log.order_by,
    )  # fmt: skip
    return Proposal(
        profile,
        lacking=tuple(field for field in NEEDED if field not in fields),
        doubtful=doubtful,
        unused=tuple(heading for heading in header if heading not in profile.columns()),
    )


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading).casefold()


def _mapping(header: Sequence[str], values: dict[int, list[str]]) -> dict[str, int]:
    plain = [_plain(heading) for heading in header]
    mapping: dict[str, int] = {}
    for exact in (True, False):
        for field, names in HEADINGS.items():
            if field in mapping:
                continue
            for known in names:
                found = [
                    index
                    for index, heading in enumerate(plain)
                    if index not in mapping.values() and heading
                    and (heading == known if exact else len(known) > 3 and heading.startswith(known))
                    and _fits(field, values[index])
                ]  # fmt: skip
                if found:
                    mapping[field] = found[0]
                    break
    for field, words in _LENGTHS.items():
        lengths = (
            index
            for index, heading in enumerate(header)
            if index not in mapping.values() and words.search(heading) and not _NO_LENGTH.search(heading)
            and _unit(heading) and values[index] and _share(values[index], _is_number) >= _CLEAR
        )  # fmt: skip
        if field not in mapping and "opened_at" in mapping and (found_at := next(lengths, None)) is not None:
            mapping[field] = found_at
    return {field: mapping[field] for field in HEADINGS if field in mapping}


def _fits(field: str, texts: Sequence[str]) -> bool:
    """Could these values be the field's? Judged kindly: nine in ten."""
    if not texts:
        return True
    kind = BY_NAME[field].kind
    if kind == "moment":
        return _share(texts, lambda text: _is_moment(text) or _is_number(text)) >= 0.9
    if kind in ("number", "integer"):
        return _share(texts, _is_number) >= 0.9
    if kind == "flag":
        return _share(texts, lambda text: text.casefold() in (*TRUE, *FALSE)) >= 0.9
    return True


def _share(texts: Sequence[str], fits: object) -> float:
    return sum(map(bool, map(fits, texts))) / len(texts)  # type: ignore[call-overload]


def _is_moment(text: str) -> bool:
    return bool(_DATE.match(text))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def date_order(texts: Sequence[str]) -> str:
    """ymd, dmy or mdy; "doubtful" where no day beyond the twelfth tells day from month."""
    first = second = 0
    for text in texts:
        match = _DATE.match(text)
        if match and len(match[1]) < 3:
            first, second = max(first, int(match[1])), max(second, int(match[2]))
    if not first:
        return "ymd"
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else "doubtful"


def _rule(field: str, heading: str, texts: Sequence[str]) -> FieldRule:
    rule = FieldRule(columns=(heading,))
    if not texts:
        return rule
    if BY_NAME[field].kind == "moment" and field != "opened_at" and _share(texts, _is_number) >= _CLEAR:
        unit = _unit(heading)
        return FieldRule(columns=(heading,), unit=unit, after="opened_at") if unit else rule
    if field == "csat":
        return FieldRule(columns=(heading,), scale=_scale(texts))
    if field == "priority":
        return FieldRule(columns=(heading,), words=_priorities(texts))
    return rule


def _unit(heading: str) -> str | None:
    return next((unit for unit, pattern in _UNITS if pattern.search(heading)), None)


def _scale(texts: Sequence[str]) -> tuple[float, float] | None:
    """The scale of marks by nearly all of them, so that a slip in a single cell does not hide it. None: it is 0 to 100."""
    marks = [mark for mark in map(_mark, texts) if mark is not None]
    if len(marks) < len(texts) * _CLEAR:
        return None
    for scale in ((1.0, 5.0), (0.0, 10.0)):
        if sum(mark <= scale[1] for mark in marks) >= len(marks) * _CLEAR:
            return scale
    return None


def _mark(text: str) -> float | None:
    if not _is_number(text) or "%" in text:
        return None
    try:
        return float(re.sub(r",(\d{1,2})$", r".\1", text.strip("¥￥$€ ")).replace(",", ""))
    except ValueError:
        return None


def _numbered_priorities(seen: Collection[str]) -> dict[str, str]:
    """Of a scale that counts from one, as “1 - Critical” to “4 - Low” or 1 to 4, the first is the highest. The usual words
    of such a scale are known though the sample lacks them."""
    found = {word: match for word in seen if (match := _NUMBERED.fullmatch(word))}
    if len(found) < len(seen) * _CLEAR or any(match[1] == "0" for match in found.values()):
        return {}
    worded = any(match[2] for match in found.values())
    if not worded and not any(match[1] in "45" for match in found.values()):
        return {}  # 1 to 3 alone may as well begin with a 0 that the sample lacks
    words = dict.fromkeys((*seen, *(_USUAL if worded else ())))
    return {word: f"P{min(int(match[1]), 4) - 1}" for word in words if (match := _NUMBERED.fullmatch(word))}


def _priorities(texts: Sequence[str]) -> dict[str, str]:
    """What the known ones among a column's words mean. Urgent is the highest where "high" follows it and nothing stands above."""
    seen = dict.fromkeys(text.casefold() for text in texts)
    if numbered := _numbered_priorities(seen):
        return numbered
    words = {word: PRIORITY_WORDS[word] for word in seen if word in PRIORITY_WORDS}
    for urgent, high in (("紧急", "高"), ("urgent", "high")):
        if {urgent, high} <= words.keys() and "P0" not in words.values():
            words[urgent] = "P0"
    return {word: level for word, level in words.items() if word != level.casefold()}
