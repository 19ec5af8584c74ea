"""A scan: pages rendered, turned a little, soiled and wrapped as JPEG into a PDF without any text."""

from __future__ import annotations

import io

from playwright.sync_api import Browser
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

from eval.datasets.demo.markup import Source
from eval.datasets.demo.truth import PageTruth
from eval.datasets.demo.writers import pages
from eval.datasets.demo.writers.pdf import pages_of

WIDTH, HEIGHT = 794, 1123
"""A4 in CSS pixels; the shot is taken at SCALE times as many."""
SCALE = 2
SOILED = """
body { background: #f4f3ef; width: 794px; height: 1123px; overflow: hidden }
.page { transform: rotate(0.55deg) translate(3px, -2px); filter: blur(0.35px) contrast(0.94) }
.p, .h1, .h2, .right, .centre, .title { color: #2b2b2b }
svg.noise { position: absolute; inset: 0; opacity: .13; mix-blend-mode: multiply }
svg.seal { position: absolute; opacity: .82; mix-blend-mode: multiply }
"""
NOISE = """<svg class='noise' width='794' height='1123'>
<filter id='n'><feTurbulence type='fractalNoise' baseFrequency='0.6' numOctaves='2' seed='7'/>
<feColorMatrix type='saturate' values='0'/></filter>
<rect width='794' height='1123' filter='url(#n)'/></svg>"""


def write_scan(source: Source, browser: Browser) -> tuple[bytes, list[PageTruth]]:
    """A PDF of JPEG pages and the text that a person reads on them."""
    html, truths = pages_of(source, browser)
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE)
    page = context.new_page()
    writer = PdfWriter()
    for number, body in enumerate(html, 1):
        stamp = seal(source.meta["issuer"]) if number == len(html) else ""
        page.set_content(pages.document(body + stamp + NOISE, SOILED))
        if stamp:
            page.evaluate(PLACE_SEAL)
        _add_page(writer, page.screenshot(type="jpeg", quality=38))
    context.close()
    stamp_time = "D:" + source.meta["issued"].replace("-", "") + "101500+08'00'"
    writer.metadata = {"/Producer": "scanner", "/CreationDate": stamp_time, "/ModDate": stamp_time}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), truths


PLACE_SEAL = """() => {
  const lines = [...document.querySelectorAll('.right')], last = lines[lines.length - 1].getBoundingClientRect();
  const seal = document.querySelector('svg.seal');
  seal.style.left = (last.right - 215) + 'px'; seal.style.top = (last.top - 95) + 'px';
}"""


def seal(text: str) -> str:
    """A round red seal with `text` along its rim and a star in the middle."""
    return f"""<svg class='seal' width='160' height='160' viewBox='-80 -80 160 160'>
<defs><path id='rim' d='M -44.2 45.8 A 63.6 63.6 0 1 1 44.2 45.8'/></defs>
<circle r='76' fill='none' stroke='#c8161d' stroke-width='3.4'/>
<polygon fill='#c8161d' points='0,-22 5.2,-7 21,-6.8 8.4,2.7 13,17.8 0,8.8 -13,17.8 -8.4,2.7 -21,-6.8 -5.2,-7'/>
<text fill='#c8161d' font-family='Noto Serif CJK SC' font-weight='bold' font-size='13.5' letter-spacing='0.6'>
<textPath href='#rim' startOffset='50%' text-anchor='middle'>{text}</textPath></text></svg>"""


def _add_page(writer: PdfWriter, jpeg: bytes) -> None:
    image = StreamObject()
    image.set_data(jpeg)
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(WIDTH * SCALE),
            NameObject("/Height"): NumberObject(HEIGHT * SCALE),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    page = writer.add_blank_page(width=595.28, height=841.89)
    drawing = DecodedStreamObject()
    drawing.set_data(b"q 595.28 0 0 841.89 0 0 cm /Im0 Do Q")
    page[NameObject("/Contents")] = writer._add_object(drawing)
    images = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
