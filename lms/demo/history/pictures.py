"""Pictures such as a mentor takes on site, drawn: a meter with its reading, wires on terminals, a nameplate, a gauge."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageColor, ImageDraw, ImageFont

SIZE = (960, 720)
Draw = ImageDraw.ImageDraw


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def meter(draw: Draw, chance: random.Random) -> None:
    """A multimeter's display."""
    volts = chance.choice([chance.uniform(219, 231), chance.uniform(379, 396), 0.0])
    draw.rounded_rectangle((250, 60, 710, 690), 40, fill="#d9a521", outline="#7a5a08", width=10)
    draw.rounded_rectangle((300, 120, 660, 300), 14, fill="#c3d0b8", outline="#222", width=6)
    draw.text((640, 210), f"{volts:.1f}", font=_font(120), fill="#16210f", anchor="rm")
    draw.text((650, 275), "V~", font=_font(36), fill="#16210f", anchor="rm")
    draw.ellipse((370, 370, 590, 590), fill="#2b2b2b", outline="#111", width=6)
    angle = math.radians(chance.choice([-60, -30, 30]))
    draw.line((480, 480, 480 + 95 * math.sin(angle), 480 - 95 * math.cos(angle)), fill="#f5f5f5", width=14)
    for colour, x in (("#b3261e", 560), ("#1c1c1c", 400)):
        draw.ellipse((x - 24, 618, x + 24, 666), fill=colour)


def terminals(draw: Draw, chance: random.Random) -> None:
    """A terminal strip with its wires."""
    draw.rectangle((90, 300, 870, 440), fill="#9aa0a6", outline="#444", width=6)
    colours = ["#8a5a2b", "#222222", "#8f8f8f", "#2f63b5", "#4f8f2f", "#b3261e"]
    chance.shuffle(colours)
    for n, colour in enumerate(colours):
        x = 155 + n * 130
        draw.line(
            [(x, 300), (x + chance.randint(-24, 24), 170), (x + chance.randint(-60, 60), 0)], fill=colour, width=18
        )
        draw.line(
            [(x, 440), (x + chance.randint(-20, 20), 580), (x + chance.randint(-50, 50), 720)], fill=colour, width=18
        )
        draw.ellipse((x - 34, 336, x + 34, 404), fill="#d8d8d8", outline="#555", width=5)
        draw.line((x - 22, 370, x + 22, 370), fill="#555", width=6)
        draw.text((x, 322), ("L1", "L2", "L3", "N", "PE", "C")[n], font=_font(26), fill="#111", anchor="mm")


def nameplate(draw: Draw, chance: random.Random) -> None:
    """The plate with model and serial number."""
    model = chance.choice(["KR-7", "CH-300", "VF-22", "TX-9"])
    draw.rounded_rectangle((110, 110, 850, 610), 18, fill="#e6e8ea", outline="#5f6368", width=8)
    for x, y in ((145, 145), (815, 145), (145, 575), (815, 575)):
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), fill="#9aa0a6", outline="#5f6368", width=3)
    draw.text((480, 190), "HENGTUO", font=_font(64), fill="#0b4f5c", anchor="mm")
    lines = (
        f"MODEL      {model}",
        f"SERIAL     {chance.randint(2019, 2026)}{chance.randint(10, 52)}-{chance.randint(1000, 9999)}",
        "SUPPLY     3N~ 380 V  50 Hz",
        f"CURRENT    {chance.uniform(8, 46):.1f} A",
        f"MADE       {chance.randint(2019, 2025)}-{chance.randint(1, 12):02d}",
    )
    for n, line in enumerate(lines):
        draw.text((190, 270 + n * 62), line, font=_font(40), fill="#1f2326")


def gauge(draw: Draw, chance: random.Random) -> None:
    """A pressure gauge."""
    draw.ellipse((190, 60, 790, 660), fill="#f7f7f5", outline="#3b3f42", width=22)
    for n in range(11):
        angle = math.radians(-135 + 27 * n)
        inner, outer = 215, 255
        sin, cos = math.sin(angle), -math.cos(angle)
        draw.line((490 + inner * sin, 360 + inner * cos, 490 + outer * sin, 360 + outer * cos), fill="#222", width=8)
        draw.text((490 + 175 * sin, 360 + 175 * cos), f"{n * 4}", font=_font(34), fill="#222", anchor="mm")
    reading = chance.uniform(6, 30)
    angle = math.radians(-135 + 27 * reading / 4)
    draw.line((490, 360, 490 + 200 * math.sin(angle), 360 - 200 * math.cos(angle)), fill="#b3261e", width=12)
    draw.ellipse((462, 332, 518, 388), fill="#3b3f42")
    draw.text((490, 500), "bar", font=_font(44), fill="#222", anchor="mm")


MOTIVES: tuple[Callable[[Draw, random.Random], None], ...] = (meter, terminals, nameplate, gauge)


def picture(number: int, chance: random.Random) -> bytes:
    """One picture as a telephone would send it."""
    ground = chance.choice(["#5d6a70", "#6f6a60", "#4f5b52", "#71767a"])
    red, green, blue = ImageColor.getrgb(ground)[:3]
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    for y in range(0, SIZE[1], 6):
        shade = chance.randint(-7, 7)
        draw.line((0, y, SIZE[0], y), fill=(red + shade, green + shade, blue + shade), width=6)
    MOTIVES[number % len(MOTIVES)](draw, chance)
    tilted = image.rotate(chance.uniform(-3, 3), resample=Image.Resampling.BILINEAR, fillcolor=ground)
    out = io.BytesIO()
    tilted.save(out, "JPEG", quality=88)
    return out.getvalue()
