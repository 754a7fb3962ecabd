"""Cut Tabler's style sheet down to the families of classes in use, and let its dark theme follow the system."""

import re
from collections.abc import Iterator

# A rule stays when every class its selector names belongs to one of these; so do rules without a class (elements, :root).
KEPT = re.compile(
    r"""(?x)^(
    container(-(sm|md|lg|xl|fluid))? | row(-cols(-(sm|md|lg|xl))?-(auto|\d))?
    | col(-(sm|md|lg|xl))?(-(auto|\d+))? | g[xy]?-(md-|lg-)?\d
    | d-(sm-|md-|lg-|print-)?(none|inline|inline-block|block|grid|flex|inline-flex)
    | flex-(sm-|md-|lg-)?(fill|row|column|wrap|nowrap|grow-[01]|shrink-[01]|column-reverse|row-reverse)
    | (justify-content|align-items|align-self)-(sm-|md-|lg-)?\w+
    | gap-(sm-|md-|lg-)?\d | order-(md-|lg-)?(first|last)
    | [mp][tbsexy]?-(sm-|md-|lg-)?(auto|\d)
    | [wh]-(25|50|75|100|auto) | mw-100 | min-vh-100 | overflow-(auto|hidden|x-auto)
    | position-(relative|absolute|sticky|static)
    | text-(start|center|end|md-end|nowrap|wrap|break|truncate|muted|secondary|reset|body|danger|success|warning)
    | text-(primary|decoration-none|uppercase|lowercase|capitalize) | font-monospace | h[1-6] | lead | small | mark
    | fw-(normal|medium|bold|semibold) | fs-[1-6] | fst-italic | lh-(1|sm|base|lg)
    | border(-(top|bottom|start|end))?(-0)? | rounded(-(0|[1-3]|circle|pill))? | shadow-(none|sm) | vr | hr
    | btn(-(primary|secondary|danger|success|outline-(primary|secondary|danger)|ghost-secondary|link|sm|lg|icon|close))?
    | form-(control|select|check|label|text|hint|range|switch)(-(sm|lg|input|label|inline|description))?
    | input-group(-(text|sm|flat))? | input-icon(-addon)? | (in)?valid-feedback | is-(in)?valid | required
    | table(-(responsive|sm|hover|vcenter|borderless|nowrap|group-divider|light|active))? | caption-top
    | card(-(body|header|title|subtitle|footer|text|sm|actions|table))?
    | alert(-(success|info|warning|danger|heading|title|link|dismissible|icon|description))?
    | list-(unstyled|inline|inline-item|group|group-item|group-flush|group-item-action)
    | nav | nav-(link|item|tabs|underline|pills) | active | disabled | show
    | breadcrumb(-item)? | page-(item|link) | pagination | badge
    | spinner-border(-sm)? | ratio(-(16x9|4x3|1x1))? | img-fluid | figure(-(img|caption))? | icon
    | visually-hidden(-focusable)? | clearfix | stretched-link | float-(start|end) | align-(top|middle|bottom|baseline)
    | blockquote | kbd | subheader | link-secondary | object-(fit-)?(cover|contain)
    )$"""
)
CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
DARK = "[data-bs-theme=dark]"
# Themes and settings of Tabler's own that no page of ours can switch on.
FOREIGN = re.compile(
    r"\[(data-bs-theme-(?!x)|data-bs-(toggle|popper)|dir=)|theme-dark|::-webkit-datetime|\.apexcharts|lightbox|\.no-|::backdrop"
)


PROPERTY = re.compile(r"""(?<=[{;])(--[\w-]+):(?:[^;{}"']|"[^"]*"|'[^']*')*(?:;|(?=}))""")


def blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The top-level statements of a sheet as (prelude, body); the body of a statement without braces is empty."""
    start = depth = 0
    head = ""
    quote = ""
    for at, sign in enumerate(sheet):
        if quote:
            quote = "" if sign == quote and sheet[at - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "{":
            if depth == 0:
                head, start = sheet[start:at], at + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield head.strip(), sheet[start:at]
                start = at + 1
        elif sign == ";" and depth == 0:
            yield sheet[start:at].strip(), ""
            start = at + 1


def selectors(prelude: str) -> list[str]:
    """The selectors of a list; commas inside brackets do not part them."""
    parts, depth, last = [], 0, 0
    for at, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append(prelude[last:at])
            last = at + 1
    return [part.strip() for part in [*parts, prelude[last:]]]


def wanted(selector: str) -> bool:
    """Whether a page of ours could match this selector."""
    bare = re.sub(r":not\([^)]*\)", "", selector)
    return not FOREIGN.search(bare) and all(KEPT.match(name.replace("\\", "")) for name in CLASS.findall(bare))


def rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """The rules that stay, as (prelude, body, dark only)."""
    for prelude, body in blocks(sheet):
        if prelude.startswith(("@media", "@supports")):
            inner = "".join(f"{head}{{{text}}}" for head, text, dark in rules(body) if not dark)
            if inner:
                yield prelude, inner, False
        elif prelude.startswith("@keyframes"):
            if prelude.split()[-1] in ("spinner-border", "progress-bar-stripes"):
                yield prelude, body, False
        elif prelude.startswith("@"):
            continue
        else:
            kept = [s for s in selectors(prelude) if wanted(s)]
            if light := [s for s in kept if DARK not in s]:
                yield ",".join(light), body, False
            if dark := [s.replace(DARK, ":root") for s in kept if DARK in s and f":not({DARK}" not in s]:
                yield ",".join(dark).replace(":root:root", ":root"), body, True


def unused_properties(sheet: str) -> str:
    """The sheet without the custom properties that nothing in it reads, however long the chain."""
    while True:
        read = set(re.findall(r"var\((--[\w-]+)", sheet))
        slim = re.sub(
            r"""(?<=[{;])(--[\w-]+):(?:[^;{}"']|"[^"]*"|'[^']*')*(?:;|(?=}))""",
            lambda m: m.group(0) if m.group(1) in read else "",
            sheet,
        )
        if slim == sheet:
            return slim
        sheet = slim


def trim(sheet: str) -> str:
    """The part of the sheet that is used, its licence header in front."""
    licence = re.search(r"/\*!.*?\*/", sheet, re.S)
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S).replace('@charset "UTF-8";', "")
    light: list[str] = []
    dark: list[str] = []
    for prelude, body, only_dark in rules(plain):
        (dark if only_dark else light).append(f"{prelude}{{{body}}}")
    cut = "".join(light) + "@media (prefers-color-scheme:dark){" + "".join(dark) + "}"
    cut = re.sub(r"[^{}]+\{\}", "", unused_properties(cut))
    return (
        (licence.group(0) if licence else "")
        + "\n/* Trimmed by tools/vendor.py: only the families of classes in use. */\n"
        + cut.replace("}", "}\n")
    )
