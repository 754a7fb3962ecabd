"""Faces for trainers of the demo company: drawn from a few shapes, so that nobody's likeness is used."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

SIDE = 480
_SKIN = ("#f2d3b8", "#e9c4a0", "#dcae86", "#c99670")
_HAIR = ("#1f1a17", "#33261d", "#4a3728", "#6b6660")
_CLOTH = ("#0f6b7c", "#31557f", "#5a5f66", "#7a4b3a", "#2f6f4f")
_WALL = ("#dfeaec", "#e8e4da", "#e3e8f0", "#e9e3ea")


def face(seed: int) -> bytes:
    """A JPEG of a face; the same number draws the same one."""
    draw_from = random.Random(seed)
    skin, hair = draw_from.choice(_SKIN), draw_from.choice(_HAIR)
    cloth, wall = draw_from.choice(_CLOTH), draw_from.choice(_WALL)
    long, glasses, smile = draw_from.random() < 0.4, draw_from.random() < 0.4, draw_from.randint(14, 30)
    picture = Image.new("RGB", (SIDE, SIDE), wall)
    draw = ImageDraw.Draw(picture)
    if long:
        draw.rounded_rectangle((128, 120, 352, 376), 100, fill=hair)
    draw.ellipse((70, 350, 410, 690), fill=cloth)
    draw.rectangle((205, 310, 275, 380), fill=skin)
    draw.polygon(((200, 356), (240, 410), (280, 356), (300, 372), (240, 446), (180, 372)), fill="#f7f7f4")
    for left in (136, 320):
        draw.ellipse((left, 216, left + 24, 260), fill=skin)
    draw.ellipse((144, 112, 336, 352), fill=skin)
    draw.pieslice((138, 92, 342, 320), 180, 360, fill=hair)
    draw.ellipse((150, 150 + draw_from.randint(0, 16), 330, 280), fill=skin)
    for middle in (198, 282):
        draw.ellipse((middle - 9, 222, middle + 9, 240), fill="#26211e")
        draw.line((middle - 22, 204, middle + 22, 204), fill=hair, width=7)
        if glasses:
            draw.ellipse((middle - 33, 200, middle + 33, 262), outline="#3b3f45", width=5)
    if glasses:
        draw.line((231, 230, 249, 230), fill="#3b3f45", width=5)
    draw.arc((226, 236, 254, 276), 20, 160, fill="#a9795a", width=5)
    draw.arc((200, 300 - smile, 280, 300 + smile), 25, 155, fill="#9c4f45", width=7)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
