"""An export of work orders as a ticket system writes it: Chinese headings, GB 18030, and a few rows that are wrong."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

HEADINGS = ("工单号", "报修时间", "完工时间", "上门师傅", "网点", "产品", "情况", "一次解决", "满意度")
WEAK, STRONG, NICKNAME = "X-mentor", "X-puxi", "老马"
"""The technicians: one whose orders come back, one of another station, and one whom the file calls by a nickname."""
MONTHS = 4
BAD = 2
_EACH = {WEAK: 40, STRONG: 40, NICKNAME: 20}
GOOD = MONTHS * sum(_EACH.values())
FIXED = {WEAK: 0.5, STRONG: 1.0, NICKNAME: 0.9}
"""How much each repairs the first time."""


def months_before(today: date) -> list[date]:
    """The last whole months before a day, oldest first."""
    count = today.year * 12 + today.month - 1
    return [date((count - back) // 12, (count - back) % 12 + 1, 1) for back in range(MONTHS, 0, -1)]


def write_orders(path: Path, today: date) -> Path:
    """Write the export; its last two rows are wrong."""
    rows: list[tuple[str, ...]] = []
    for month in months_before(today):
        for technician, many in _EACH.items():
            for number in range(many):
                day = f"{month:%Y/%m}/{number % 27 + 1:02d}"
                fixed = number < many * FIXED[technician]
                rows.append((
                    f"WX{month:%y%m}-{technician[-2:]}{number:03d}", f"{day} 09:30", f"{day} 14:10", technician,
                    "浦西站" if technician == STRONG else "浦东站", "䶮冷机组", "不制冷", "是" if fixed else "否",
                    str(92 + number % 8),
                ))  # fmt: skip
    good = rows[0]
    rows.append(("WX-BAD-1", "昨天下午", *good[2:]))
    rows.append(("WX-BAD-2", *good[1:8], "满意得很"))
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path
