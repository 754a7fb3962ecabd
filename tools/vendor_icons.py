"""The outline icons the interface uses, gathered into one sprite: `{{ icon("home") }}` in a template."""

import re

ICONS = """
adjustments alert-circle alert-triangle archive arrow-left arrow-right award ban bell book books briefcase
building calendar calendar-event camera certificate chart-bar chart-line check checklist chevron-down
chevron-left chevron-right chevron-up circle circle-check circle-dashed circle-x clipboard-check
clipboard-list clock cloud-off coin copy database device-mobile dots download edit external-link eye
file-certificate file-spreadsheet file-text file-upload files filter flag folder help hierarchy history home
id info-circle key language link list list-check loader lock login logout mail map map-pin menu-2 message
message-2 minus notebook paperclip photo photo-plus player-pause player-play plus printer qrcode question-mark
refresh report rotate route school search send settings shield-check shield-lock sitemap star target tool
tools trash trending-down trending-up upload user user-check user-circle user-plus user-star users users-group
video wifi-off writing x
""".split()


def sprite(pictures: dict[str, str], version: str) -> str:
    """One SVG document with a symbol for each icon; the strokes take the colour of the text around them."""
    symbols = []
    for name, picture in sorted(pictures.items()):
        body = re.search(r"<svg[^>]*>(.*)</svg>", picture, re.S)
        if body is None:
            raise ValueError(f"{name} is not an SVG picture")
        shapes = re.sub(r"\s*\n\s*", "", body.group(1).strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">\n'
        f"<!-- Tabler Icons {version}, MIT licence, see vendor/tabler-icons/LICENSE -->\n"
        + "\n".join(symbols)
        + "\n</svg>\n"
    )
