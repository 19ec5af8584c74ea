"""What the desk asks of the browser."""

from __future__ import annotations

# One sentence is always within reach of the tab key.
FIRST = """
    const all = [...document.querySelectorAll('.zb-drafts-paper [data-say]')];
    if (all.length && !all.some((one) => one.tabIndex === 0)) all[0].tabIndex = 0;
"""
LIGHT = """
    document.querySelectorAll('.zb-drafts-on').forEach((one) => one.classList.remove('zb-drafts-on'));
    const said = document.querySelector({chosen});
    if (said) {{
        said.classList.add('zb-drafts-on');
        document.querySelectorAll('.zb-drafts-paper [data-say][tabindex="0"]').forEach((one) => one.tabIndex = -1);
        said.tabIndex = 0;
        said.scrollIntoView({{block: 'nearest'}});
        if ({focus}) said.focus({{preventScroll: true}});
    }}
"""
# F8 goes on, Shift+F8 back; wherever the keyboard is.
F8 = """
    window.zhibiF8?.abort();
    window.zhibiF8 = new AbortController();
    addEventListener('keydown', (event) => {{
        const stop = document.getElementById('c{id}');
        if (!stop || event.key !== 'F8') return;
        event.preventDefault();
        stop.dispatchEvent(new CustomEvent('further', {{detail: event.shiftKey ? -1 : 1}}));
    }}, {{signal: window.zhibiF8.signal}});
"""
WIDE = "innerWidth > 900"
