"""Somebody who does not exist, with a name that few fonts can show: a design is looked at before it is published."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from flask import current_app

from certificates.designs.design import Design, Layout
from certificates.pdf.design import Sheet
from certificates.pdf.faces import CertificateFace, Face, TrainingFace
from lms.core import clock
from lms.core.bilingual import Bilingual

NAME = ("䶮𬭎㛃𠮷", "Yan Hongya")
_DOTS = 110


def sample(design: Design) -> Sheet:
    """The design with that person's face."""
    return Sheet(_face(design.layout), design)


def _face(layout: Layout) -> Face:
    settings = current_app.extensions["settings"]
    today = clock.today()
    organisation = Bilingual(settings.organisation_zh, settings.organisation_en)
    signatory = Bilingual(settings.signatory_zh, settings.signatory_en)
    post = Bilingual(settings.signatory_title_zh, settings.signatory_title_en)
    address = f"{settings.public_url}/v/0000-0000-0000-0000"
    if layout is Layout.TRAINING:
        return TrainingFace(
            name_zh=NAME[0], name_latin=NAME[1], course=Bilingual("变频压缩机故障诊断", "Fault finding on inverter compressors"),
            hours=12, first_day=today - timedelta(days=2), last_day=today, number="PX-0000-000000", issued_on=today,
            organisation=organisation, signatory_name=signatory, signatory_title=post, verify_url=address, demo=True,
        )  # fmt: skip
    return CertificateFace(
        name_zh=NAME[0], name_latin=NAME[1], title=Bilingual("售后工程师技能等级证书", "Field Engineer Certificate"),
        tier=Bilingual("高级", "Senior"), tier_level=3, product_line=Bilingual("商用设备", "commercial equipment"),
        number=f"{settings.certificate_prefix}-0000-000000", issued_on=today, expires_on=today + timedelta(days=1095),
        organisation=organisation, signatory_name=signatory, signatory_title=post, verify_url=address, demo=True,
    )  # fmt: skip


def can_picture() -> bool:
    """Is there what turns a PDF into pictures (poppler-utils)?"""
    return shutil.which("pdftoppm") is not None


def picture_of(pdf: bytes, page: int) -> bytes:
    """One page of a PDF as a PNG, cards three times as fine."""
    with tempfile.TemporaryDirectory(prefix="shifu-preview-") as folder:
        path = Path(folder, "paper.pdf")
        path.write_bytes(pdf)
        command = ["pdftoppm", "-r", str(_DOTS), "-png", "-singlefile", "-f", str(page), "-l", str(page), str(path)]
        subprocess.run([*command, str(Path(folder, "page"))], check=True, capture_output=True, timeout=60)
        return Path(folder, "page.png").read_bytes()
