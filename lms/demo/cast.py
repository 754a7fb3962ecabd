"""The nine people who can sign in to the demo, and a few around them whom the stories need."""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.access import Role
from lms.demo.names import Name


@dataclass(frozen=True)
class Part:
    """Somebody with a fixed name: post, unit, and the role with the unit it holds for (None: everywhere)."""

    key: str
    name: Name
    unit: str
    post: str
    grade: str
    years: float
    roles: tuple[tuple[Role, str | None], ...] = ()
    product_line: str | None = None
    can_sign_in: bool = True


CAST = (
    Part("learner", Name("李晓彤", "Li Xiaotong"), "SH-PD", "field-engineer", "P1", 0, product_line="commercial"),
    Part("mentor", Name("王建国", "Wang Jianguo"), "SH-PD", "senior-field-engineer", "P5", 12.3,
         ((Role.MENTOR, None),), "commercial"),
    Part("supervisor", Name("陆正阳", "Lu Zhengyang"), "SH-PD", "service-supervisor", "M2", 9.1,
         ((Role.SUPERVISOR, "SH-PD"),)),
    Part("trainer", Name("何文博", "He Wenbo"), "HQ", "trainer", "P6", 8.4, ((Role.TRAINER, None),)),
    Part("assessor", Name("林海涛", "Lin Haitao"), "EAST", "senior-field-engineer", "P6", 13.6,
         ((Role.ASSESSOR, None),), "industrial"),
    Part("manager", Name("孙丽华", "Sun Lihua"), "HQ", "training-manager", "M3", 11.2, ((Role.MANAGER, None),)),
    Part("hr", Name("许静怡", "Xu Jingyi"), "HQ", "hr-specialist", "P5", 6.7, ((Role.HR, None),)),
    Part("admin", Name("高翔", "Gao Xiang"), "HQ", "system-administrator", "P5", 5.9, ((Role.ADMIN, None),)),
    Part("auditor", Name("郑书瑶", "Zheng Shuyao"), "HQ", "internal-auditor", "P5", 7.3, ((Role.AUDITOR, None),)),
    Part("culture-mentor", Name("赵敏", "Zhao Min"), "EAST", "service-supervisor", "M1", 10.4,
         ((Role.MENTOR, None),), can_sign_in=False),
)  # fmt: skip
DEMO_ACCOUNTS = tuple(part.key for part in CAST if part.can_sign_in)
