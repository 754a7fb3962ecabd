"""Looking at a page as the judges of it do: accessible, nothing sideways, nothing cut off."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_LOOK = """async () => {
  const found = await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"], selectors: false, preload: false,
  });
  const root = document.documentElement;
  return {
    violations: found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`),
    sideways: root.scrollWidth - root.clientWidth,
    error: document.querySelectorAll(".sf-error-page").length,
  };
}"""


def look(page: Page) -> None:
    """Fail on an accessibility violation, on sideways scrolling, and on an error page."""
    name = page.url
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    seen = page.evaluate(_LOOK)
    assert not seen["violations"], f"{name}: " + "; ".join(seen["violations"])
    assert seen["sideways"] <= 0, f"{name} scrolls sideways by {seen['sideways']} px"
    assert not seen["error"], f"{name} is an error page"
