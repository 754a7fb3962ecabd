"""One item of every kind, and of every way that formats treat differently."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from assessments.rules.items import Accepted, ItemDraft, Place, Spot, Words

POOL = "field"
THREE = (Words("甲", "A"), Words("乙 = 2", "B = 2 {x}"), Words("丙 & 丁", "C < D"))


def picture(colour: tuple[int, int, int] = (1, 2, 3), size: tuple[int, int] = (40, 20)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


FIGURES = {"map.png": picture(), "o1.png": picture((9, 9, 9))}


def draft(key: str, kind: str, **fields: Any) -> ItemDraft:
    shared: dict[str, Any] = {
        "topic": "safety", "topic_title": Words("安全/用电", "Safety/electricity"), "options": (), "correct": (),
        "stem": Words(f"题干 {key}", f"Stem <b> {{x}} ~ # \\ {key}"), "source": Words("规程", "Rules"),
        "feedback": Words("解析", "Because & so"),
    }  # fmt: skip
    return ItemDraft(place=Place(""), key=key, kind=kind, **{**shared, **fields})


EVERY_KIND = (
    draft("s1", "single", options=THREE, correct=(1,), difficulty=3, tier="senior", product_line="home", option_feedback=(Words("错", "no"), Words("对", "yes"), Words())),
    draft("s2", "single", options=THREE, correct=(0,), fractions=(1.0, 0.5, -0.25), keep_order=True, points=2.5),
    draft("s3 with a space", "single", stem=Words("看 \\(x^2 < 3\\)\n第二行", "See \\(x^2 < 3\\)\nline two"), options=(Words("![甲](o1.png)", "![a](o1.png)"), Words("乙", "B")), correct=(0,), figure="map.png", figures=("o1.png",)),
    draft("s4", "single", stem=Words("仅中文"), options=(Words("甲"), Words("30")), correct=(1,), source=Words(), feedback=Words()),
    draft("s5", "single", stem=Words(en="Only English"), options=(Words(en="A"), Words(en="B")), correct=(1,), source=Words(), feedback=Words()),
    draft("m1", "multiple", options=THREE, correct=(0, 2)),
    draft("m2", "multiple", options=THREE, correct=(0, 2), fractions=(0.5, -0.5, 0.5)),
    draft("t1", "true_false", options=(Words("正确", "True"), Words("错误", "False")), correct=(1,), option_feedback=(Words("看第3章", "See 3"), Words())),
    draft("t2", "true_false", options=(Words("错", "No"), Words("对", "Yes")), correct=(1,)),
    draft("n1", "numeric", answers=(Accepted(value=220, tolerance=5, unit="V"), Accepted(value=0.1, tolerance=0.05, unit="V", fraction=0.5, feedback=Words("差", "near")))),
    draft("n2", "numeric", answers=(Accepted(value=1.5, unit="kV"), Accepted(value=1500, unit="V"))),
    draft("h1", "short", answers=(Accepted("copper|x"), Accepted("C*u", fraction=0.5, match_case=True))),
    draft("h2", "short", answers=(Accepted("铜"), Accepted("Cu"))),
    draft("p1", "matching", pairs=((Words("相线", "Phase"), Words("红", "red")), (Words("零线", "Neutral"), Words("蓝", "blue")), (Words("地", "Earth"), Words("红", "red"))), distractors=(Words("黑", "black"),)),
    draft("o1", "ordering", options=THREE, correct=(0, 1, 2), partial=True),
    draft("e1", "essay", model_answer=Words("答案\n二", "Model\ntwo"), points=5),
    draft("x1", "hot_spot", figure="map.png", spots=(Spot("rectangle", (0.1, 0.2, 0.5, 0.6), True, Words("阀", "Valve")), Spot("circle", (0.5, 0.5, 0.1), False), Spot("polygon", (0, 0, 0.5, 0, 0.5, 0.5), False, Words("泵", "Pump")))),
)  # fmt: skip
