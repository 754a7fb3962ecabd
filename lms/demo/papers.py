"""The designs of the demo company's papers, published with its logo, its seal and two signatures."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from certificates.designs.actions import add_design, keep_picture, publish_design, write_design
from certificates.designs.design import Layout
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.demo.emblems import draw_logo, draw_seal, draw_signature

NAMES = {
    Layout.PAGE: ("tier-page", Bilingual("等级证书（A4）", "Tier certificate, A4")),
    Layout.CARD: ("tier-card", Bilingual("等级证书（卡片）", "Tier certificate, card")),
    Layout.TRAINING: ("training", Bilingual("培训证书", "Training certificate")),
}
SIGNATORIES = (
    (Bilingual("周敏", "Zhou Min"), Bilingual("培训与认证负责人", "Head of training and certification")),
    (Bilingual("陈立新", "Chen Lixin"), Bilingual("售后服务总经理", "General manager, service")),
)


def publish_designs(*, actor: Actor, at: datetime) -> int:
    """One of each layout, in use from now on. Returns how many."""
    name = current_app.extensions["settings"].organisation_zh.split("（")[0]
    logo = keep_picture(content=draw_logo(), use="logo", actor=actor, at=at)
    seal = keep_picture(content=draw_seal(f"{name}培训中心", "证书专用章"), use="seal", actor=actor, at=at)
    signatories = [
        {
            "name": who.as_dict(),
            "post": post.as_dict(),
            "picture": keep_picture(content=draw_signature(who.en), use="signature", actor=actor, at=at),
        }
        for who, post in SIGNATORIES
    ]
    for layout, (code, title) in NAMES.items():
        design = add_design(code=code, layout=layout, name=title, actor=actor, at=at)
        signing = signatories if layout is Layout.TRAINING else signatories[:1]
        content = {"languages": "both", "texts": {}, "signatories": signing, "logo": logo, "seal": seal}
        write_design(design=design, name=title, content=content, actor=actor, at=at)
        publish_design(design=design, use=True, actor=actor, at=at)
    return len(NAMES)
