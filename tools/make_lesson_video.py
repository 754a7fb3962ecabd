"""Draw the film "three steps to find a power fault on the TX-40 board" and encode it.

The film of the lesson power-fault-diagnosis/three-steps is drawn here, frame by frame: shapes, figures and signs only,
so that one film serves every language; the words are in the captions beside it. Needs Pillow, ffmpeg and DejaVu Sans.

    python tools/make_lesson_video.py             writes the .webm, the .mp4 and the poster
    python tools/make_lesson_video.py --still 12  writes one frame, 12 seconds in, to still.png
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, FPS, SECONDS = 640, 360, 15, 40
SHARPER = 2  # drawn larger, then reduced: smooth edges
ASSETS = Path(__file__).parent.parent / "lms/demo/content/courses/power-fault-diagnosis/assets"
STEM = "power-three-steps"

PAPER, INK, SOFT, LIVE, DEAD = "#f3f7f7", "#1f2a37", "#9aa5b1", "#b45309", "#c5ccd3"
GOOD, BAD, METER, TEAL = "#15803d", "#b42318", "#facc15", "#0b5563"
BLOCKS = {"CN1": 62, "F1": 162, "C1": 268, "12 V": 380, "5 V": 492}
RAIL_Y, BLOCK_W, BLOCK_H = 122, 66, 54
LOADS = {"CN5": 420, "CN6": 492, "CN7": 564}
LOAD_Y = 232
FONTS = ("DejaVuSans-Bold.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")


@dataclass(frozen=True)
class Scene:
    """What is true at one moment: the step, the meter's point and reading, how far the power is proved."""

    step: int
    point: str
    reading: float | None
    unit: str = ""
    verdict: str = ""
    proved: int = 0
    powered: bool = True
    unplugged: float = 0.0
    waiting: float | None = None
    shorted: bool = False


def grown(now: float, start: float, end: float) -> float:
    """0 before `start`, 1 after `end`, smoothly between."""
    share = max(0.0, min(1.0, (now - start) / (end - start)))
    return share * share * (3 - 2 * share)


def scene_at(now: float) -> Scene:
    """The story: input good, bus good, 5 V low; power off, CN5 out, power on, 5 V good."""
    if now < 4:
        return Scene(0, "", None)
    if now < 10:
        good = now > 7.5
        return Scene(1, "CN1", 221 * grown(now, 5.5, 7), "V~", "good" if good else "", proved=1 if good else 0)
    if now < 16:
        good = now > 13.5
        return Scene(2, "C1", 311 * grown(now, 11.5, 13), "V=", "good" if good else "", proved=3 if good else 1)
    if now < 22:
        bad = now > 19
        return Scene(3, "5 V", 1.8 * grown(now, 17.5, 18.5), "V=", "bad" if bad else "", proved=4, shorted=bad)
    if now < 27:
        bus = 311 * (1 - grown(now, 23, 26.3))
        return Scene(3, "C1", bus, "V=", proved=0, powered=False, shorted=True, waiting=grown(now, 22.6, 26.5))
    if now < 30:
        return Scene(3, "", None, proved=0, powered=False, shorted=True, unplugged=grown(now, 27.4, 29))
    good = now > 32.5
    reading = 5.0 * grown(now, 31, 32.2)
    return Scene(3, "5 V", reading, "V=", "good" if good else "", 5 if good else 4, unplugged=1.0, shorted=True)


class Canvas:
    """A frame under the pen, in film pixels."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SHARPER, HEIGHT * SHARPER), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, *, fill: str, edge: str = INK, round_: float = 6) -> None:
        corners = [v * SHARPER for v in (x, y, x + w, y + h)]
        self.pen.rounded_rectangle(corners, round_ * SHARPER, fill=fill, outline=edge, width=3 * SHARPER)

    def line(self, points: Sequence[tuple[float, float]], *, color: str, width: float = 4) -> None:
        scaled = [(x * SHARPER, y * SHARPER) for x, y in points]
        self.pen.line(scaled, fill=color, width=round(width * SHARPER), joint="curve")

    def dot(self, x: float, y: float, radius: float, *, fill: str, edge: str | None = None) -> None:
        corners = [v * SHARPER for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(corners, fill=fill, outline=edge, width=2 * SHARPER if edge else 0)

    def pie(self, x: float, y: float, radius: float, share: float) -> None:
        corners = [v * SHARPER for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(corners, fill="white", outline=INK, width=3 * SHARPER)
        if share > 0:
            self.pen.pieslice(corners, -90, -90 + 360 * share, fill=TEAL)

    def text(self, x: float, y: float, words: str, size: float, *, color: str = INK, anchor: str = "mm") -> None:
        self.pen.text((x * SHARPER, y * SHARPER), words, font=font(size), fill=color, anchor=anchor)

    def tick(self, x: float, y: float, size: float) -> None:
        self.line([(x - size, y), (x - size / 4, y + size * 0.8), (x + size, y - size * 0.8)], color=GOOD, width=8)

    def cross(self, x: float, y: float, size: float) -> None:
        self.line([(x - size, y - size), (x + size, y + size)], color=BAD, width=8)
        self.line([(x - size, y + size), (x + size, y - size)], color=BAD, width=8)

    def bolt(self, x: float, y: float, size: float, color: str) -> None:
        shape = ((3, -10), (-7, 2), (-1, 2), (-4, 11), (7, -3), (0, -3), (3, -10))
        self.pen.polygon([((x + a * size) * SHARPER, (y + b * size) * SHARPER) for a, b in shape], fill=color)

    def finished(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


_fonts: dict[float, ImageFont.FreeTypeFont] = {}


def font(size: float) -> ImageFont.FreeTypeFont:
    """The film's one typeface, by size."""
    if size not in _fonts:
        for name in FONTS:
            try:
                _fonts[size] = ImageFont.truetype(name, round(size * SHARPER))
                break
            except OSError:
                continue
        else:
            raise SystemExit("DejaVu Sans is missing (Debian: fonts-dejavu-core).")
    return _fonts[size]


def draw(now: float) -> Image.Image:
    """One frame."""
    canvas, scene = Canvas(), scene_at(now)
    if now >= 35:
        _draw_summary(canvas, now)
        return canvas.finished()
    _draw_steps(canvas, scene)
    _draw_chain(canvas, scene, now)
    _draw_loads(canvas, scene, now)
    _draw_switch(canvas, scene)
    if scene.point:
        _draw_meter(canvas, scene)
    elif now < 4:
        canvas.text(150, 270, "TX-40", 40, color=TEAL)
        canvas.text(292, 270, "?", 64, color=BAD)
    return canvas.finished()


def _draw_steps(canvas: Canvas, scene: Scene) -> None:
    for number in (1, 2, 3):
        x, on = 560 + (number - 2) * 46, scene.step == number
        canvas.dot(x, 36, 19, fill=TEAL if on else "white", edge=TEAL)
        canvas.text(x, 36, str(number), 20, color="white" if on else TEAL)


def _draw_chain(canvas: Canvas, scene: Scene, now: float) -> None:
    names = list(BLOCKS)
    for position, name in enumerate(names):
        x = BLOCKS[name]
        proved = scene.powered and position < scene.proved
        if position:
            start, end = BLOCKS[names[position - 1]] + BLOCK_W / 2, x - BLOCK_W / 2
            canvas.line([(start, RAIL_Y), (end, RAIL_Y)], color=LIVE if proved else DEAD, width=8)
            if proved:  # energy on its way, always downstream
                along = start + (end - start) * ((now * 1.2 + position * 0.3) % 1)
                canvas.dot(along, RAIL_Y, 6, fill=METER, edge=LIVE)
        asked = scene.point == name
        edge = BAD if asked and scene.verdict == "bad" else GOOD if proved else INK
        fill = "#dff1e4" if proved else "#f9dcd8" if edge == BAD else "white"
        canvas.box(x - BLOCK_W / 2, RAIL_Y - BLOCK_H / 2, BLOCK_W, BLOCK_H, fill=fill, edge=edge)
        canvas.text(x, RAIL_Y, name, 18)
    lit = scene.proved == len(names)
    canvas.dot(576, RAIL_Y, 12, fill="#22c55e" if lit else "#4b5563", edge=INK)
    canvas.text(612, RAIL_Y, "D1", 16)
    for label, x in (("220 V~", 62), ("TP1 310 V=", 268), ("TP2", 380), ("TP3", 492)):
        canvas.text(x, RAIL_Y - 44, label, 16, color=LIVE)


def _draw_loads(canvas: Canvas, scene: Scene, now: float) -> None:
    bottom = RAIL_Y + BLOCK_H / 2
    fed = scene.powered and scene.proved == len(BLOCKS)
    color = LIVE if fed else DEAD
    canvas.line([(492, bottom), (492, 176), (420, 176), (564, 176)], color=color, width=6)
    for name, x in LOADS.items():
        pulled = scene.unplugged * 34 if name == "CN5" else 0
        culprit = name == "CN5" and scene.shorted and scene.unplugged > 0
        canvas.line([(x, 176), (x, 194)], color=color, width=6)
        canvas.box(x - 10, 190, 20, 12, fill=INK, round_=2)
        canvas.line([(x, 204 + pulled), (x, LOAD_Y + pulled)], color=BAD if culprit else INK, width=6)
        canvas.box(
            x - 30, LOAD_Y - 16 + pulled, 60, 34, fill="#f9dcd8" if culprit else "white", edge=BAD if culprit else INK
        )
        canvas.text(x, LOAD_Y + 1 + pulled, name, 17, color=BAD if culprit else INK)
    if scene.unplugged == 1 and now % 1 < 0.7:
        canvas.bolt(LOADS["CN5"], LOAD_Y + 78, 1.4, BAD)


def _draw_switch(canvas: Canvas, scene: Scene) -> None:
    canvas.dot(24, 36, 5, fill=INK)
    canvas.dot(72, 36, 5, fill=INK)
    tip = (72, 36) if scene.powered else (64, 12)
    canvas.line([(24, 36), tip], color=GOOD if scene.powered else BAD, width=6)
    canvas.line([(8, 36), (24, 36)], color=INK)
    canvas.line([(72, 36), (90, 36)], color=INK)
    canvas.bolt(112, 36, 1.5, LIVE if scene.powered else DEAD)
    if scene.waiting is not None:
        canvas.pie(168, 36, 22, scene.waiting)
        canvas.text(202, 36, "5 min", 22, anchor="lm")


def _draw_meter(canvas: Canvas, scene: Scene) -> None:
    x, y = BLOCKS[scene.point], RAIL_Y + BLOCK_H / 2
    canvas.line([(116, 246), (116, 167), (x - 16, 167), (x - 16, y)], color=INK, width=5)
    canvas.line([(216, 246), (216, 157), (x + 16, 157), (x + 16, y)], color=BAD, width=5)
    canvas.dot(x - 16, y, 6, fill=INK)
    canvas.dot(x + 16, y, 6, fill=BAD)
    canvas.box(56, 244, 232, 100, fill=METER, round_=14)
    canvas.box(72, 258, 200, 72, fill="#eef3e6", round_=5)
    reading = scene.reading or 0.0
    digits = f"{reading:.0f}" if scene.point in ("CN1", "C1") else f"{reading:.1f}"
    canvas.text(206, 296, digits, 46, anchor="rm")
    canvas.text(214, 302, scene.unit, 24, anchor="lm")
    if scene.verdict == "good":
        canvas.tick(330, 294, 24)
    elif scene.verdict == "bad":
        canvas.cross(330, 294, 20)


def _draw_summary(canvas: Canvas, now: float) -> None:
    rows = (("1", "CN1", "220 V~"), ("2", "TP1 – TP0", "310 V="), ("3", "TP2, TP3 – TP4", "12 V=  5 V="))
    for position, (number, where, value) in enumerate(rows):
        if now < 35.2 + position * 0.7:
            continue
        y = 76 + position * 104
        canvas.box(24, y - 42, 592, 84, fill="white", edge=TEAL, round_=12)
        canvas.dot(72, y, 26, fill=TEAL)
        canvas.text(72, y, number, 28, color="white")
        canvas.text(116, y, where, 27, anchor="lm")
        canvas.text(592, y, value, 27, color=LIVE, anchor="rm")


def _encode(folder: Path) -> None:
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
    webm = ["-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "38", "-row-mt", "1", "-pix_fmt", "yuv420p", "-g", "150"]
    mp4 = ["-c:v", "libx264", "-crf", "27", "-preset", "slow", "-tune", "animation", "-pix_fmt", "yuv420p"]
    outputs = [*webm, str(folder / f"{STEM}.webm"), *mp4, "-movflags", "+faststart", str(folder / f"{STEM}.mp4")]
    command = ["ffmpeg", "-loglevel", "error", "-y", *raw, *outputs]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(FPS * SECONDS):
            encoder.stdin.write(draw(number / FPS).tobytes())
        encoder.stdin.close()
    if encoder.returncode:
        raise SystemExit(f"ffmpeg ended with {encoder.returncode}.")


def main() -> None:
    """Write the film, or one frame of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--still", type=float, metavar="SECOND", help="write one frame to still.png instead")
    chosen = parser.parse_args()
    if chosen.still is not None:
        draw(chosen.still).save("still.png")
        return
    ASSETS.mkdir(parents=True, exist_ok=True)
    _encode(ASSETS)
    draw(19.5).quantize(32).save(ASSETS / f"{STEM}.png", optimize=True)


if __name__ == "__main__":
    main()
