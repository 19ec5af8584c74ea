"""How long after a key the verdict on what it changed stands there: on both desks, in texts of 10,000 characters.

A digit of the first sentence is typed over with a wrong one, another each time, until the sentence is marked; then the
right one comes back, which is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from eval.bench.office import FOUNDED, SECTION, Office
from eval.bench.watching import Seen, visitor, waited

RIGHT, WRONG = "2", "345678901"
AT = FOUNDED.index("12次") + 1
"""Where the digit stands in the text."""

PATIENCE_MS = 60_000
MARKED = """([pieces, marked, length]) => {
    let at = 0;
    for (const piece of document.querySelector(pieces).childNodes) {
        if (at >= length) return false;
        if (piece.nodeType === 1 && piece.matches(marked)) return true;
        at += piece.textContent.length;
    }
    return false;
}"""
"""Whether a mark begins in the first sentence."""

PASTE = """(area, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    area.focus();
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""

DRAFT = (".zb-drafts-area", [".zb-drafts-under", ".zb-says", len(FOUNDED)])
PROOF = (".zb-proof-area", [".zb-proof-marks", "span", len(FOUNDED)])
"""Where one types, what the pieces of the text stand in, and which of them are marked."""


def measured(browser: Browser, url: str, office: Office) -> Mapping[str, Any]:
    """In milliseconds: each desk with the long text and with the hard one."""
    drafts = {"desk": office.long, "desk_doubtful": office.hard}
    texts = {"proof": office.texts["long"], "proof_doubtful": office.texts["hard"]}
    figures = {}
    for name, draft in drafts.items():
        with visitor(browser) as page:
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{url}drafts/{draft}")
            page.locator(f"[data-edit='{SECTION}']").click()
            figures[name] = _told(_typed(page, *DRAFT))
    for name, text in texts.items():
        with visitor(browser) as page:
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{url}proof")
            page.locator(PROOF[0]).evaluate(PASTE, text)
            page.get_by_role("button", name="核对", exact=True).click()
            page.locator(".zb-proof-total").wait_for()
            page.wait_for_function("!document.querySelector('.zb-proof-go [aria-busy=true]')")
            figures[name] = _told(_typed(page, *PROOF))
    return figures


def _typed(page: Page, area: str, marks: list[object]) -> list[Seen]:
    found = []
    page.evaluate(f"() => {{ benchWatch.marked = {MARKED}; }}")
    page.locator(area).wait_for()
    for digit in WRONG:
        _rest(page, marks)
        page.evaluate("(marks) => benchWatch.arm('keydown', () => benchWatch.marked(marks))", marks)
        _press(page, area, digit)
        found.append(waited(page))
        _press(page, area, RIGHT)
    return found


def _press(page: Page, area: str, digit: str) -> None:
    page.locator(area).evaluate("(area, at) => { area.focus(); area.setSelectionRange(at, at + 1); }", AT)
    page.keyboard.press(digit)


def _rest(page: Page, marks: list[object]) -> None:
    """Until nothing more comes, and the first sentence is right."""
    page.wait_for_timeout(400)
    page.evaluate("benchWatch.quiet()")
    page.wait_for_function("(marks) => !benchWatch.marked(marks)", arg=marks)
    page.evaluate("benchWatch.quiet()")


def _told(found: list[Seen]) -> Mapping[str, float]:
    times = [one.ms for one in found]
    return {
        "tries": len(found),
        "median": round(median(times)),
        "slowest": round(max(times)),
        "kilobytes": round(median(one.bytes for one in found) / 1000, 1),
        "elements": round(median(one.elements for one in found)),
        "stall": round(max(one.stall for one in found)),
    }
