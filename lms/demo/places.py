"""Units and posts of the demo company."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.bilingual import Bilingual


@dataclass(frozen=True)
class UnitPlan:
    """A unit: its code, the code of the unit above, its name and city. `kind` is hq, region, station, centre or desk."""

    code: str
    above: str | None
    kind: str
    name: Bilingual
    city: Bilingual


@dataclass(frozen=True)
class PostPlan:
    """A post of one of the four job families."""

    code: str
    family: str
    name: Bilingual


_CITIES = {
    "shanghai": ("上海", "Shanghai"), "suzhou": ("苏州", "Suzhou"), "hangzhou": ("杭州", "Hangzhou"),
    "nanjing": ("南京", "Nanjing"), "guangzhou": ("广州", "Guangzhou"), "shenzhen": ("深圳", "Shenzhen"),
    "dongguan": ("东莞", "Dongguan"), "xiamen": ("厦门", "Xiamen"), "beijing": ("北京", "Beijing"),
    "tianjin": ("天津", "Tianjin"), "qingdao": ("青岛", "Qingdao"), "shenyang": ("沈阳", "Shenyang"),
    "chengdu": ("成都", "Chengdu"), "chongqing": ("重庆", "Chongqing"), "xian": ("西安", "Xi'an"),
    "wuhan": ("武汉", "Wuhan"), "hefei": ("合肥", "Hefei"), "kunshan": ("昆山", "Kunshan"),
}  # fmt: skip


def _unit(code: str, above: str | None, kind: str, zh: str, en: str, city: str) -> UnitPlan:
    return UnitPlan(code, above, kind, Bilingual(zh, en), Bilingual(*_CITIES[city]))


UNITS = (
    _unit("HQ", None, "hq", "恒拓设备售后服务部（虚构）", "Hengtuo Equipment After-Sales (fictitious)", "shanghai"),
    _unit("EAST", "HQ", "region", "华东大区", "East Region", "shanghai"),
    _unit("SOUTH", "HQ", "region", "华南大区", "South Region", "guangzhou"),
    _unit("NORTH", "HQ", "region", "华北大区", "North Region", "beijing"),
    _unit("WEST", "HQ", "region", "中西部大区", "West Region", "chengdu"),
    _unit("SH-PD", "EAST", "station", "上海浦东站", "Shanghai Pudong Station", "shanghai"),
    _unit("SH-HQ", "EAST", "station", "上海虹桥站", "Shanghai Hongqiao Station", "shanghai"),
    _unit("SZ", "EAST", "station", "苏州站", "Suzhou Station", "suzhou"),
    _unit("HZ", "EAST", "station", "杭州站", "Hangzhou Station", "hangzhou"),
    _unit("NJ", "EAST", "station", "南京站", "Nanjing Station", "nanjing"),
    _unit("GZ-TH", "SOUTH", "station", "广州天河站", "Guangzhou Tianhe Station", "guangzhou"),
    _unit("SZX", "SOUTH", "station", "深圳站", "Shenzhen Station", "shenzhen"),
    _unit("DG", "SOUTH", "station", "东莞站", "Dongguan Station", "dongguan"),
    _unit("XM", "SOUTH", "station", "厦门站", "Xiamen Station", "xiamen"),
    _unit("BJ-YZ", "NORTH", "station", "北京亦庄站", "Beijing Yizhuang Station", "beijing"),
    _unit("TJ", "NORTH", "station", "天津站", "Tianjin Station", "tianjin"),
    _unit("QD", "NORTH", "station", "青岛站", "Qingdao Station", "qingdao"),
    _unit("SY", "NORTH", "station", "沈阳站", "Shenyang Station", "shenyang"),
    _unit("CD", "WEST", "station", "成都站", "Chengdu Station", "chengdu"),
    _unit("CQ", "WEST", "station", "重庆站", "Chongqing Station", "chongqing"),
    _unit("XA", "WEST", "station", "西安站", "Xi'an Station", "xian"),
    _unit("WH", "WEST", "station", "武汉站", "Wuhan Station", "wuhan"),
    _unit("CC", "HQ", "centre", "客服中心", "Contact Centre", "hefei"),
    _unit("CC-INT", "CC", "desk", "国际服务组", "International Desk", "hefei"),
    _unit("PARTS", "HQ", "centre", "备件中心", "Parts Centre", "kunshan"),
)
POSTS = (
    PostPlan("field-engineer", "field", Bilingual("售后工程师", "Field engineer")),
    PostPlan("senior-field-engineer", "field", Bilingual("高级售后工程师", "Senior field engineer")),
    PostPlan("service-agent", "agent", Bilingual("客服专员", "Service agent")),
    PostPlan("senior-service-agent", "agent", Bilingual("资深客服专员", "Senior service agent")),
    PostPlan("parts-specialist", "parts", Bilingual("备件物流专员", "Parts and logistics specialist")),
    PostPlan("service-supervisor", "management", Bilingual("服务主管", "Service supervisor")),
    PostPlan("regional-manager", "management", Bilingual("大区服务经理", "Regional service manager")),
    PostPlan("training-manager", "management", Bilingual("培训经理", "Training manager")),
    PostPlan("trainer", "management", Bilingual("专职讲师", "Full-time trainer")),
    PostPlan("hr-specialist", "management", Bilingual("人力资源专员", "HR specialist")),
    PostPlan("system-administrator", "management", Bilingual("系统管理员", "System administrator")),
    PostPlan("internal-auditor", "management", Bilingual("内部审计员", "Internal auditor")),
)
STATIONS = tuple(unit.code for unit in UNITS if unit.kind == "station")
REGIONS = tuple(unit.code for unit in UNITS if unit.kind == "region")
