"""Looking at a page as the judges of it do: accessible, nothing sideways, nothing cut off."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_LOOK = """async (known) => {
  // What is half under the fixed bar counts as cut small; whoever scrolls on sees the whole of it.
  const { scrollX, scrollY } = window;
  scrollTo({ left: 0, top: 0, behavior: "instant" });
  const shade = (element) => {
    const grounds = [];
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.backgroundImage !== "none" || style.opacity !== "1") {
        grounds.push(style.backgroundColor + style.backgroundImage.slice(0, 40) + style.opacity);
      }
    }
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    return [color, fontSize, fontWeight, ...grounds].join(" ");
  };
  const fresh = new Set();
  const chosen = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const key = shade(element);
    if (known.includes(key) || fresh.has(key)) continue;
    fresh.add(key);
    chosen.push(element);
  }
  for (const element of chosen) element.setAttribute("data-look", "");
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look], input, select, textarea" }] });
  const found = await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"], selectors: false, preload: false,
  });
  for (const element of chosen) element.removeAttribute("data-look");
  scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  return {
    shades: [...fresh],
    violations: found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`),
  };
}"""
_FIT = """() => {
  const root = document.documentElement;
  return {
    sideways: root.scrollWidth - root.clientWidth,
    error: document.querySelectorAll(".sf-error-page").length,
  };
}"""
known: set[str] = set()
"""Shades of text on ground that were looked at: each is measured once in a run, as measuring takes longest of all."""


def look(page: Page) -> None:
    """Fail on an accessibility violation, on sideways scrolling, and on an error page."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    seen = page.evaluate(_LOOK, sorted(known))
    assert not seen["violations"], f"{page.url}: " + "; ".join(seen["violations"])
    known.update(seen["shades"])
    fits(page)


def fits(page: Page) -> None:
    """Fail on sideways scrolling and on an error page."""
    seen = page.evaluate(_FIT)
    assert seen["sideways"] <= 0, f"{page.url} scrolls sideways by {seen['sideways']} px"
    assert not seen["error"], f"{page.url} is an error page"
