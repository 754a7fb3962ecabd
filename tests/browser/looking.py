"""Looking at a page as the judges of it do: accessible, nothing sideways, nothing cut off."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
_RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def look(page: Page) -> None:
    """Fail on an accessibility violation, on sideways scrolling, and on an error page."""
    name = page.url
    found = _AXE.run(page, options=_RULES).response["violations"]
    assert not found, f"{name}: " + "; ".join(f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{name} scrolls sideways by {sideways} px"
    assert not page.locator(".sf-error-page").count(), f"{name} is an error page"
