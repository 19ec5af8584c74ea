"""问答 in a real browser: what is asked is kept, what is cited is shown where it stands, nothing is lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from program import QUESTION, QUOTE, Served, ask, serving, zhibi
from screens import NARROW, WIDE, WIDTHS, OpenScreen, Screen, axe, keep, look

from assistant.config import load_settings
from assistant.service import Service
from assistant.store.messages import Wishes
from assistant.testing.scripted_model import Request, ScriptedModel, Text
from assistant.types import Answer, Citation, Claim, Passage
from ingest.types import Span, pages_between

pytestmark = pytest.mark.browser

DEMO = Path(__file__).resolve().parents[3] / "eval/datasets/demo/library"
FILES = ["12-*.pdf", "13-*.pdf", "17-*.docx"]
MEETING = "2026年党建工作会议什么时候召开？"
RULE = "主题党日多久开展一次？"
NOTICES = (
    "问题中的说法与资料不符：资料中是85%，不是95%。",
    "资料说法不一：《甲办法》为“18个月”；《乙办法》为“12个月”。",
)


@dataclass(frozen=True)
class Demo:
    """A server over a few of the demo's documents; conversations that no question would bring about by itself."""

    served: Served
    forms: str
    crossing: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("home")
    taken = zhibi(home, "ingest", *(path for name in FILES for path in DEMO.glob(name)), "--json")
    assert taken.code == 0, taken.err
    with Service.open(load_settings(home)) as service:
        forms, crossing = store_forms(service), store_crossing(service)
    with serving(home) as running:
        yield Demo(running, forms, crossing)


def stored(service: Service, question: str, answer: Answer) -> str:
    store = service.conversations
    conversation = store.create()
    message, _ = store.ask(conversation.id, question, Wishes())
    store.finish(message.id, answer)
    return conversation.id


def passages_of(service: Service, media_type: str) -> Iterator[Passage]:
    for record in service.documents():
        if record.media_type == media_type:
            for chunk in service.chunks_of(record.id):
                yield Passage(chunk, record.title, record.path, record.paged, 1.0)


def store_forms(service: Service) -> str:
    """An answer with every kind of thing to be minded, a table, a sentence that nothing supports."""
    passage = next(one for one in passages_of(service, "docx") if one.chunk.address.article)
    note = "该文件自2026年4月1日起已被《新制度》取代"
    citation = Citation.of(passage, Span(0, len(passage.chunk.text)), "1")
    citation = Citation(**{**{name: getattr(citation, name) for name in Citation.__slots__}, "note": note})
    lacking = "每次不少于三小时。"
    table = f"| 对象 | 资料原文 |\n| --- | --- |\n| <b>甲</b> | 每月1天[1] |\n| 乙 | {lacking} |"
    claims = (Claim("每月1天", "supported", ("1",)), Claim(lacking, "unsupported", ()))
    notices = (*NOTICES, f"第[1]条引文出自《{passage.document}》，{note}")
    answer = Answer(table, False, None, claims, (citation,), (), "extractive", 0.1, notices)
    return stored(service, "各种情形<script>document.title='坏'</script>", answer)


def store_crossing(service: Service) -> str:
    """An answer that quotes over the edge of a page, and once more."""
    for passage in passages_of(service, "pdf"):
        chunk = passage.chunk
        if len(chunk.runs) == 2 and 12 < chunk.runs[1].start < len(chunk.text) - 12:
            span = Span(chunk.runs[1].start - 10, chunk.runs[1].start + 10)
            if len(service.boxes(chunk.id, span.start, span.end)) == 2:
                assert len(pages_between(chunk.runs, span)) == 2
                crossing = Citation.of(passage, span, "1")
                other = Citation.of(passage, Span(0, 10), "2")
                answer = Answer("跨页。[1]不跨页。[2]", False, None, (), (crossing, other), (), "extractive", 0.1)
                return stored(service, "跨页的引文", answer)
    raise AssertionError("no passage of the demo crosses a page")


def asked(page: Page, question: str) -> None:
    """Put a question and wait until its answer has come."""
    before = page.locator(".zb-turn").count()
    ask(page, question)
    expect(page.locator(".zb-turn")).to_have_count(before + 1)
    page.get_by_role("button", name="提问", exact=True).wait_for()


@pytest.mark.parametrize("screen", WIDTHS, ids=str)
def test_answers_and_their_pages_look_well(demo: Demo, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen(demo.served.url, screen)
    expect(page.locator(".zb-welcome")).to_contain_text("回答只取自资料库")
    look(page, "ask-new", screen)
    asked(page, MEETING)
    look(page, "ask-answer", screen)
    page.locator(".zb-answer .zb-mark").first.click()
    boxed(page)
    look(page, "ask-page", screen)
    page.keyboard.press("Escape")
    page.goto(f"{demo.served.url}c/{demo.forms}")
    expect(page.locator(".zb-ask-table")).to_be_visible()
    expect(page).to_have_title("问答 · 执笔")
    look(page, "ask-forms", screen)


def boxed(page: Page) -> None:
    """The page's picture is there, and a mark lies on it."""
    page.locator(".zb-box").first.wait_for()
    page.wait_for_function("[...document.querySelectorAll('.zb-sheet-picture')].every((one) => one.naturalWidth > 800)")
    sheet = page.locator(".zb-sheet-paper").first.bounding_box()
    mark = page.locator(".zb-box").first.bounding_box()
    assert sheet is not None
    assert mark is not None
    assert sheet["x"] < mark["x"] < mark["x"] + mark["width"] < sheet["x"] + sheet["width"]
    expect(page.locator(".zb-box").first).to_be_in_viewport()


def test_a_quotation_over_the_edge_of_a_page_is_marked_on_both(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(f"{demo.served.url}c/{demo.crossing}", WIDE)
    page.locator(".zb-answer .zb-mark").first.click()
    expect(page.locator(".zb-sheet")).to_have_count(2)
    for at in (0, 1):
        expect(page.locator(".zb-sheet").nth(at).locator(".zb-box").first).to_be_attached()
    boxed(page)
    keep(page, "ask-crossing", WIDE)
    page.get_by_role("button", name="放大页面").click()
    expect(page.locator(".zb-sheets-large")).to_be_visible()


def test_citations_are_gone_through_by_keyboard(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(f"{demo.served.url}c/{demo.crossing}", WIDE)
    marks = page.locator(".zb-answer .zb-mark")
    marks.first.focus()
    page.keyboard.press("Enter")
    side = page.get_by_role("complementary", name="出处")
    expect(side).to_contain_text("出处 1")
    page.keyboard.press("ArrowRight")
    expect(side).to_contain_text("出处 2")
    expect(page.locator(".zb-answer .zb-on")).to_have_text("[2]")
    page.keyboard.press("ArrowRight")  # there is no third
    page.keyboard.press("ArrowLeft")
    expect(side).to_contain_text("出处 1")
    boxed(page)
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    expect(marks.first).to_be_focused()


def test_what_is_to_be_minded_has_a_form_of_its_own(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(f"{demo.served.url}c/{demo.forms}", WIDE)
    expect(page.locator(".zb-ask-correction")).to_contain_text("资料中是85%，不是95%")
    expect(page.locator(".zb-ask-conflict")).to_contain_text("《乙办法》为“12个月”")
    expect(page.locator(".zb-ask-superseded")).to_contain_text("已被《新制度》取代")
    expect(page.locator(".zb-ask-table tbody th").first).to_have_text("<b>甲</b>")
    expect(page.locator(".zb-ask-table .zb-says-unsupported")).to_have_text("每次不少于三小时。")
    expect(page.locator(".zb-ask-summary")).to_contain_text("1 句未见依据")
    page.locator(".zb-answer .zb-mark").first.click()
    expect(page.locator(".zb-source-note")).to_contain_text("已被《新制度》取代")
    expect(page.locator(".zb-around").first).to_be_visible()  # the passage in its section


def test_a_conversation_is_kept_found_renamed_removed_and_brought_back(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(demo.served.url, NARROW)
    asked(page, RULE)
    expect(page).to_have_url(re.compile(r"/c/\w+$"))
    address = page.url
    page.get_by_role("button", name=re.compile("关于“.+”有哪些规定？")).first.click()
    expect(page.locator(".zb-turn")).to_have_count(2)
    page.get_by_role("button", name="提问", exact=True).wait_for()
    page.reload()
    expect(page.locator(".zb-turn")).to_have_count(2)
    page.wait_for_function("window.did_handshake === true")
    page.get_by_role("button", name="历史问答").click()
    row = page.locator(".zb-ask-conversation:has([aria-current])")
    row.get_by_role("button", name=re.compile("改名")).click()
    row = page.locator(".zb-ask-conversation:has(.zb-ask-rename)")
    page.get_by_label("新的名称").fill("党日安排")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="移除：党日安排")).to_be_visible()
    page.get_by_label("查找").fill("党日安")
    expect(page.locator(".zb-ask-conversation")).to_have_count(1)
    axe(page)
    keep(page, "ask-history", NARROW)
    page.get_by_role("button", name="移除：党日安排").click()
    expect(page.locator(".zb-welcome")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已恢复")).to_be_visible()
    page.goto(address)
    expect(page.locator(".zb-turn")).to_have_count(2)
    page.goto(f"{demo.served.url}c/0000")
    expect(page.get_by_role("heading", name="没有这个对话")).to_be_visible()


def test_questions_are_edited_and_asked_again_and_answers_rated(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(demo.served.url, WIDE)
    asked(page, "食堂周三的菜单是什么？")
    expect(page.locator(".zb-refusal")).to_contain_text("未找到依据")
    page.locator(".zb-ask-passage").first.click()
    expect(page.get_by_role("complementary", name="出处")).to_contain_text("原文")
    page.get_by_role("button", name="修改这个问题").click()
    page.get_by_label("修改问题").fill(RULE)
    page.get_by_role("button", name="按此再问").click()
    expect(page.locator(".zb-question")).to_have_text(RULE)
    expect(page.locator(".zb-ask-versions")).to_contain_text("2 / 2")
    page.get_by_role("button", name="再答一次").click()
    expect(page.locator(".zb-ask-versions")).to_contain_text("3 / 3")
    page.get_by_role("button", name="上一次").click()
    expect(page.locator(".zb-ask-versions")).to_contain_text("2 / 3")
    page.get_by_role("button", name="有问题").click()
    page.get_by_label("哪里有问题").fill("漏了一项")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已记下，谢谢")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="有问题")).to_have_attribute("aria-pressed", "true")
    kept = page.request.get(f"{demo.served.url}api/feedback").json()["feedback"][0]
    assert (kept["message"]["feedback"]["rating"], kept["case"]["note"]) == ("down", "漏了一项")


def test_the_scope_is_chosen_and_stays_with_the_conversation(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(demo.served.url, WIDE)
    scope = page.locator(".zb-ask-scope")
    scope.click()
    page.get_by_label("文件", exact=True).first.fill("通知")
    expect(page.locator(".zb-ask-documents").get_by_role("checkbox")).to_have_count(1)
    page.get_by_role("checkbox", name=re.compile("党建工作会议的通知")).check()
    page.get_by_role("textbox", name="按哪一天的规定").fill("2026-06-01")
    axe(page)
    page.get_by_role("button", name="确定").click()
    expect(scope).to_contain_text("《关于召开2026年度党建工作会议的通知》 · 按2026年6月1日的规定")
    asked(page, RULE)  # which another document answers
    expect(page.locator(".zb-refusal")).to_contain_text("可以放宽范围")
    page.reload()
    expect(scope).to_contain_text("《关于召开2026年度党建工作会议的通知》")
    keep(page, "ask-scope", WIDE)


def test_an_answer_is_copied_as_rich_text_and_as_plain(demo: Demo, open_screen: OpenScreen) -> None:
    page = open_screen(f"{demo.served.url}c/{demo.forms}", WIDE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const read = async (type) => (await item.getType(type)).text();
            return [await read('text/html'), await read('text/plain')];
        }"""
    )
    rich, plain = copied
    assert "<table" in rich
    assert "<sup>[1]</sup>" in rich
    assert "&lt;b&gt;甲" in rich
    assert "<b>甲</b>\t每月1天[1]" in plain
    assert "\n出处：\n[1] 《“三会一课”制度》" in plain
    assert "|" not in plain


def test_an_answer_goes_on_while_the_line_is_cut(
    home: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    going = threading.Event()

    def written(request: Request) -> Text:
        key = next(key for key in request.keys if QUOTE in request.prompt.split(key, 1)[1][:400])
        return Text(f"党支部每月相对固定1天开展主题党日[{key}]。主题党日每次应当不少于三小时。", hold=going)

    with ScriptedModel(written) as model:
        served = start(home, ZHIBI_MODEL="scripted", ZHIBI_BASE_URL=model.base_url, ZHIBI_MODEL_BACKOFF="0")
        page = open_screen(served.url)
        ask(page, QUESTION)
        expect(page.locator(".zb-writing")).to_contain_text("党支部")
        address = page.url
        with open_screen.line_cut(page):
            going.set()
            page.get_by_role("textbox", name="问题").press_sequentially("断线时写的话")
        expect(page.locator(".zb-answer .zb-mark")).to_have_text("[1]")
        assert page.url == address
        expect(page.get_by_role("textbox", name="问题")).to_have_value("断线时写的话")
        page.reload()
        expect(page.locator(".zb-answer .zb-mark")).to_have_text("[1]")
