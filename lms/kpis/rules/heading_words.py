"""What columns are called in the exports of ticket systems, in Chinese and English, and the words that stand in them."""

from __future__ import annotations

import re

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
    "?", "NA", "N/A", "n/a", "N.A.", "#N/A", "null", "NULL", "None", "-", "--", "—", "/", "无", "空", "nan", "NaN", "(null)", "未知", "不详", "暂无",
    "未评", "未评价", "未评分", "未打分", "未填", "未填写",
)  # fmt: skip
HINTS: dict[str, re.Pattern[str]] = {
    field: re.compile(words)
    for field, words in {
        "order_no": r"(单|票|案件?|受理|服务|报修|任务|派工|记录|流水).*(号|编码|序号|id|no)$|流水|工单|^编号$|^(no|nr|num|ref|reference|sr|wo|id)$|(ticket|incident|case|order|request|job|call|task|reference|service|record|sr|wo).*(no|nr|num|number|id|key|ref|code)$|^(ticket|incident|case|job)",
        "technician": r"(师傅|工程师|技师|技工|技术员|经办|维修|维保|处理|负责|执行|接单|服务|派工|上门|作业)(人|员|者|工号|师傅)|师傅|工程师|技师|员工|工号|坐席|engineer|technician|mechanic|fitter|agent|assignee|worker|staff|employee|handledby|fixedby|resolver|solvedby|doneby|fieldtech|^tech",
        "team": r"网点|站点|服务站|班组|部门|小组|团队|分公司|支队|工段|处理组|归属|team|group|depart|branch|depot|station|office|crew|queue",
        "product": r"产品|机型|型号|品类|大类|设备类|model|product|machinetype|devicetype|equipmenttype",
        "asset": r"机身|序列|整机|设备(号|编|码)|资产|机器号|serial|asset|machine|equipment|device|^sn$|unitno",
        "symptom": r"故障|症状|现象|问题|报修内容|描述|symptom|fault|problem|defect|complaintdesc|description|issue|subject",
        "customer": r"客户|用户|顾客|业主|customer|client|account|caller|requester",
        "region": r"省|城市|区域|地区|片区|大区|region|city|province|area|district|borough",
        "priority": r"优先|紧急|急缓|加急|级别|priority|severity|urgen",
        "status": r"状态|进度|status|state$",
        "kind": r"(类型|类别|业务|性质)$|type$|^kind",
        "opened_at": r"报修|来电|登记|创建|受理|建单|开单|下单|报单|提交|发起|接报|立案|opened|created|logged|reported|received|raised|submitted|requested|registered|calltime|calldate",
        "responded_at": r"响应|首响|首次|接单|派工|派单|联系|respon|acknowledg|accepted|firstcontact|dispatched",
        "arrived_at": r"到达|到场|到店|到位|抵达|签到|进场|上门|arriv|onsite|checkin|checkedin",
        "resolved_at": r"完成|完工|完结|解决|修复|修好|竣工|处理完|结束|resol|complet|finish|fixed|repaired|done|solved",
        "closed_at": r"关闭|关单|结案|结单|闭单|归档|验收|closed|closure|closing",
        "first_time_fix": r"首修|一次(解决|修复|修好|性|成功|完成|上门)|首次(解决|修复|上门成功)|firsttime|firstvisit|firstcall|ftf|fcr",
        "escalated": r"升级|escalat",
        "sla_made": r"达标|按时|准时|及时|sla|ontime|intime",
        "grave_complaint": r"(重大|严重)投诉|(grave|serious)complaint",
        "complaint": r"投诉|抱怨|complain",
        "error": r"差错|失误|error|mistake",
        "callback_due": r"(应|需|待)回访|callbackdue|followupdue",
        "callback_made": r"回访|callback|followup",
        "reopened": r"(重开|重新打开|返修).*次|reopen",
        "reassigned": r"(转派|改派|转单).*次|reassign",
        "csat": r"满意|评分|打分|评价|星级|csat|satisf|rating|stars|score",
        "nps": r"推荐|nps|recommend",
        "cost": r"费用|金额|成本|合计|cost|amount|charge",
        "complexity": r"复杂|难度|complex|difficult",
        "visits": r"(上门|到访|服务)次数|visits|numberofvisits",
    }.items()
}  # fmt: skip
"""For each field the words that its heading may hold, where no heading is exactly one of those above. The likelier field first:
of two fields the one that stands first takes the column."""
_ELSEWHERE = r"电话|手机|邮箱|地址|phone|mobile|mail|address|备注|remark|comment|note$"
NOT_HINTS: dict[str, re.Pattern[str]] = {
    field: re.compile(words)
    for field, words in {
        "order_no": r"机身|设备|产品|客户|序列|合同|电话|员工|工程师|师傅|原|上级|关联|serial|asset|customer|contract|phone|parent|related|engineer|employee|technician",
        "technician": rf"评价|满意|电话|数|时间|日期|客户|rating|score|customer|time|date|count|{_ELSEWHERE}",
        "customer": rf"满意|评价|评分|打分|投诉|rating|stars|score|satisf|complain|{_ELSEWHERE}",
        "sla_made": r"时限|要求|limit|due|target",
        "resolved_at": r"更新|修改|updat|modif",
        "closed_at": r"更新|修改|updat|modif",
        "csat": r"推荐|recommend|nps|时间|日期|time$|date$",
        "cost": r"币|currency",
    }.items()
}  # fmt: skip
NOT_AT_ALL = re.compile(_ELSEWHERE)
""""Customer's phone" is no customer, "remark on the fault" no symptom: such columns are proposed as nothing."""
YES = {
    "first_time_fix": r"成功|一次|解决|修好|修复|完成|first|success|fixed|solved|done|pass|ok",
    "sla_made": r"达标|按时|准时|及时|ontime|in time|on time|met|made|ok|pass",
    "": r"^(已|有|需|应|待)|升级|投诉|差错|回访|yes|done|made|due|escalated|ok",
}
NO = {
    "first_time_fix": r"二次|再次|多次|两次|未|不|没|失败|返|second|repeat|again|not\b|fail|return|unsolved|unresolved|no\b|more",
    "sla_made": r"超|未|不|没|晚|迟|late|over|miss|breach|not\b|fail|no\b",
    "": r"未|不|没|无|免|not\b|no\b|none|never|missed|open",
}
"""What a word in a column of yes and no may hold, by field; “No” is looked for first."""
SATISFACTION = {
    "非常满意": "5", "很满意": "5", "十分满意": "5", "满意": "4", "比较满意": "4", "较满意": "4", "基本满意": "3", "一般": "3", "尚可": "3", "不太满意": "2", "不满意": "2", "差": "2",
    "非常不满意": "1", "很不满意": "1", "very satisfied": "5", "satisfied": "4", "neutral": "3", "dissatisfied": "2", "unsatisfied": "2",
    "very dissatisfied": "1", "very unsatisfied": "1",
}  # fmt: skip
"""Satisfaction in words, as marks from 1 to 5."""
DIFFICULTY = {
    "简单": "1", "低": "1", "容易": "1", "普通": "2", "一般": "2", "中": "2", "中等": "2", "复杂": "3", "困难": "3", "高": "3", "疑难": "4", "非常复杂": "4", "特别复杂": "4",
    "simple": "1", "easy": "1", "low": "1", "normal": "2", "medium": "2", "moderate": "2", "complex": "3", "hard": "3", "difficult": "3", "high": "3",
    "very complex": "4", "very hard": "4", "very difficult": "4",
}  # fmt: skip
"""How complex an order is, in words, as levels; from 3 on it is a complex case."""
