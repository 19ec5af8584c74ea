"""资料库 in a real browser: files and folders come in, are found, corrected, looked through, compared, and go."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, Route, expect
from program import Served, go, serving, zhibi
from screens import WIDE, WIDTHS, OpenScreen, Screen, axe, keep, look

sys.path.append(str(Path(__file__).resolve().parents[2] / "ingest" / "readers"))
from pdfs import Sheet, Text, make_pdf, paragraph

pytestmark = pytest.mark.browser

OLD = """# 澄川机械集团党费管理办法（试行）

第一条　为了规范党费管理，制定本办法。

第二条　党员每月二十日前交纳党费。

第三条　党支部每年公示一次党费收支。

本办法自2024年3月1日起施行。
"""
NEW = """# 澄川机械集团党费管理办法（2026年修订）

澄川党发〔2026〕8号

第一条　为了规范党费管理，制定本办法。

第二条　党员每月十日前交纳党费。

第三条　党支部每季度公示一次党费收支。

第四条　党费由专人管理。

本办法自2026年3月1日起施行。《澄川机械集团党费管理办法（试行）》同时废止。
"""
MARKUP = "<img src=x onerror=alert(1)>公开规定"
PASSWORD = "写作要有出处，落笔要有依据2026"
SCANNED = "三月份主题党日活动安排在第二周星期三下午进行，由第二党支部承办，请各党小组按时参加并做好记录。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with two versions of a rule, a PDF with a page that cannot be trusted, and markup for a title."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("desk")
    (folder / "党费管理办法（试行）.md").write_text(OLD, encoding="utf-8")
    (folder / "党费管理办法（2026年修订）.md").write_text(NEW, encoding="utf-8")
    (folder / f"{MARKUP}.txt").write_text(f"{MARKUP}\n\n第一条　公开应当真实、准确。\n", encoding="utf-8")
    hidden = Sheet((Text("字体没有说明含义的文字", 70, 100, font="F2"),))
    sheets = [Sheet(tuple(paragraph(SCANNED, 100))), hidden, Sheet(tuple(paragraph(SCANNED, 100)))]
    (folder / "活动安排.pdf").write_bytes(make_pdf(sheets))
    taken = zhibi(home, "ingest", folder, "--json", ZHIBI_OCR="false")
    assert taken.code == 0, taken.err
    return home


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as running:
        yield running


def document(page: Page, served: Served, title: str, view: str = "") -> None:
    """Open a document's page by its title."""
    listed = page.request.get(served.url + "api/documents").json()["documents"]
    found = next(one["id"] for one in listed if title in one["title"])
    page.goto(f"{served.url}library/{found}" + (f"?view={view}" if view else ""))
    page.get_by_role("tab").first.wait_for()
    page.wait_for_function("window.did_handshake === true")


@pytest.mark.parametrize("screen", WIDTHS, ids=str)
def test_the_library_is_sound_on_every_screen(served: Served, open_screen: OpenScreen, screen: Screen) -> None:
    page = open_screen(served.url + "library", screen, until=".zb-document")
    look(page, "library-list", screen)
    document(page, served, "活动安排", "pages")
    face = page.get_by_role("img", name="原件第 2 页")
    expect(face).to_be_visible()
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    expect(page.locator(".zb-library-leaf")).to_contain_text("乱码")
    look(page, "library-doubtful", screen)
    document(page, served, "2026年修订", "versions")
    expect(page.locator(".zb-library-changes ins").first).to_be_visible()
    look(page, "library-versions", screen)


def test_files_and_folders_come_in_through_a_break_and_each_says_what_became_of_it(
    tmp_path: Path, start: Callable[..., Served], open_screen: OpenScreen
) -> None:
    desk = tmp_path / "案头材料"
    for part, name in (("一季度", "通知.txt"), ("二季度", "通知.txt"), ("二季度", "~$草稿.docx"), ("", "曲子.mp3")):
        (desk / part).mkdir(parents=True, exist_ok=True)
        (desk / part / name).write_text(f"关于开展{part}主题党日的通知\n\n请于{part}末前完成。\n", encoding="utf-8")
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(make_pdf([Sheet(tuple(paragraph(SCANNED, 100)))]))))
    writer.encrypt("2026", algorithm="AES-256")
    writer.write(tmp_path / "加密.pdf")
    (tmp_path / "密件.txt").write_text("机密★一年\n\n关于某事的通知\n请遵照执行。\n", encoding="utf-8")
    (tmp_path / "假.pdf").write_bytes(b"MZ\x90\x00" + bytes(200))
    (tmp_path / "<b onclick=x>.txt").write_text("第一条　公开应当真实、准确。\n", encoding="utf-8")
    loose = [tmp_path / name for name in ("加密.pdf", "密件.txt", "假.pdf", "<b onclick=x>.txt")]

    page = open_screen(start(tmp_path / "home").url + "library")
    sent: list[str] = []
    is_back: list[bool] = []

    def break_off_at_first(route: Route) -> None:
        sent.append(route.request.headers["idempotency-key"])
        route.continue_() if is_back else route.abort()

    page.route("**/api/jobs/ingest", break_off_at_first)
    page.locator("input[data-chooses=files]").set_input_files(loose)
    expect(page.get_by_role("list", name="逐个文件")).to_contain_text("恢复后自动接着传")
    is_back.append(True)
    report = page.locator(".zb-report-head")
    expect(report).to_have_text("收入 1 份，已有 0 份，未能收入 2 份，等候密码 1 份")
    assert sent[0] == sent[1]  # had the job been made, it would have been known again
    open_screen.visits[-1].complaints.clear()  # the browser says that a request was cut off
    says = page.get_by_role("list", name="逐个文件")
    expect(says.get_by_role("listitem").filter(has_text="密件.txt")).to_contain_text("不得收入，内容没有保留")
    expect(says.get_by_role("listitem").filter(has_text="假.pdf")).to_contain_text("不能作为文档导入")
    expect(says.get_by_role("listitem").filter(has_text="<b onclick=x>.txt")).to_contain_text("已收入")
    axe(page)
    keep(page, "library-intake", WIDE)
    secret = page.get_by_label("加密文件的打开密码")
    secret.fill("1234")
    secret.press("Enter")
    expect(says).to_contain_text("密码不对")
    secret.fill("2026")
    go(page, "问答")  # what is under way goes on
    go(page, "资料库")
    secret.fill("2026")
    secret.press("Enter")
    expect(report).to_have_text("收入 2 份，已有 0 份，未能收入 2 份")
    page.locator("input[data-chooses=folder]").set_input_files(desk)
    expect(page.locator(".zb-intake-passed")).to_have_text("另有 1 个文件不是文档，没有上传")
    expect(report).to_have_text("收入 4 份，已有 0 份，未能收入 2 份")
    expect(page.locator(".zb-document")).to_have_count(4)  # files of one name in two folders are two documents
    page.get_by_role("button", name="知道了").click()
    page.locator("input[data-chooses=folder]").set_input_files(desk)
    expect(report).to_have_text("收入 0 份，已有 2 份，未能收入 0 份")
    assert page.locator("main b, main img, main script").count() == 0


def test_documents_are_found_narrowed_and_come_back_to(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "library", until=".zb-document")
    rows, search = page.locator(".zb-document"), page.get_by_label("查找", exact=True)
    expect(rows).to_have_count(4)
    expect(page.locator(".zb-documents")).to_contain_text(MARKUP)
    assert page.locator("main img").count() == 0
    search.fill("澄川党发[2026]8")
    expect(rows).to_have_count(1)
    expect(page.locator(".zb-library-count")).to_have_text("共 4 份，符合条件的 1 份")
    rows.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("澄川机械集团党费管理办法（2026年修订）")
    page.go_back()
    expect(search).to_have_value("澄川党发[2026]8")
    expect(rows).to_have_count(1)
    search.fill("没有这样的文件")
    page.get_by_role("button", name="清除条件").click()
    expect(rows).to_have_count(4)
    expect(search).to_have_value("")
    page.get_by_label("效力").select_option("已失效或被取代")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("试行")
    page.get_by_label("效力").select_option("全部")
    expect(rows).to_have_count(4)
    page.get_by_label("只看文字存疑的").check()
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("doubtful=1"))
    page.reload()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("活动安排")


def test_what_was_read_is_corrected_by_hand_and_given_back(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "library", until=".zb-document")
    document(page, served, "2026年修订")
    line = page.locator(".zb-library-fact").filter(has_text="文号")
    expect(line).to_contain_text("取自正文")
    line.get_by_role("button", name="更正文号").click()
    field = page.get_by_label("文号", exact=True)
    field.press_sequentially("之二")
    page.reload()
    line.get_by_role("button", name="更正文号").click()
    expect(field).to_have_value("澄川党发〔2026〕8号之二")  # nothing typed is lost
    field.press("Enter")
    expect(line).to_contain_text("人工更正")
    expect(line).to_contain_text("原来读作：澄川党发〔2026〕8号")
    expect(line.get_by_role("button", name="更正文号")).to_be_focused()
    page.get_by_role("button", name="撤销").click()
    expect(line).to_contain_text("取自正文")
    line = page.locator(".zb-library-fact").filter(has_text="印发日期")
    line.get_by_role("button", name="更正印发日期").click()
    page.get_by_label("印发日期", exact=True).fill("二月三十")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("2026年3月5日")
    page.get_by_label("印发日期", exact=True).fill("2026年2月3日")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".zb-lead")).to_contain_text("2026年2月3日")
    page.get_by_role("button", name="恢复印发日期的原值").click()
    expect(page.locator(".zb-lead")).not_to_contain_text("2026年2月3日")


def test_the_text_is_read_by_headings_and_the_pages_beside_their_picture(
    served: Served, open_screen: OpenScreen
) -> None:
    page = open_screen(served.url + "library", until=".zb-document")
    document(page, served, "2026年修订", "text")
    expect(page.locator(".zb-library-part")).to_contain_text("党员每月十日前交纳党费")
    document(page, served, "活动安排", "pages")
    expect(page.locator(".zb-library-at")).to_have_text("第 2 页，共 3 页")  # the doubtful one first
    page.get_by_label("看哪些页").select_option("全部页")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".zb-library-words")).to_contain_text("三月份主题党日活动")
    page.get_by_label("到第几页").fill("9")
    page.get_by_label("到第几页").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 到 3")
    document(page, served, "2026年修订", "versions")
    expect(page.get_by_role("list", name="各个版本")).to_contain_text("现行")
    expect(page.locator(".zb-library-changes")).to_contain_text("第四条　党费由专人管理。")
    changed = page.locator(".zb-library-change").filter(has_text="交纳党费")
    expect(changed.locator("del")).to_have_text("二")
    expect(page.locator(".zb-library-changes")).not_to_contain_text("制定本办法")


def test_a_document_goes_comes_back_and_changes_its_collection(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "library", until=".zb-document")
    document(page, served, "活动安排")
    watching = page.context.new_page()
    watching.goto(page.url)
    watching.get_by_role("tab").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原件").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("资料库")
    expect(page.locator(".zb-document")).to_have_count(3)
    undo = page.get_by_role("status").filter(has_text="已移除").get_by_role("button", name="撤销")
    undo.hover()  # it stays as long as one points at it
    expect(watching.get_by_role("heading", name="这份文件已被移除")).to_be_visible()
    undo.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("活动安排")
    page.get_by_role("button", name="换库").click()
    page.get_by_label("新库的名称").fill("活动")
    page.get_by_role("button", name="移动").click()
    expect(page.locator(".zb-library-chips")).to_contain_text("活动")
    page.get_by_role("link", name="资料库").first.click()
    page.get_by_label("库", exact=True).select_option("活动")
    expect(page.locator(".zb-document")).to_have_count(1)
    page.get_by_role("button", name="给这个库改名").click()
    page.get_by_label("库名").fill("默认库")
    page.get_by_role("button", name="改名", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=re.compile("改名为“默认库”"))).to_be_visible()
    expect(page.locator(".zb-document")).to_have_count(4)
    page.goto(served.url + "library/d000000000000")
    expect(page.get_by_role("heading", name="这份文件不在资料库中")).to_be_visible()


def test_several_are_moved_and_removed_at_once_and_come_back(served: Served, open_screen: OpenScreen) -> None:
    page = open_screen(served.url + "library", until=".zb-document")
    rows, bar = page.locator(".zb-document"), page.get_by_role("toolbar", name="选中的文件")
    expect(rows).to_have_count(4)
    expect(bar).to_be_hidden()
    marks = page.get_by_role("checkbox", name=re.compile("^选中《"))
    marks.first.focus()
    page.keyboard.press("Space")
    expect(bar).to_contain_text("已选 1 份")
    marks.nth(1).check()
    expect(bar).to_contain_text("已选 2 份")
    bar.get_by_role("button", name="移到别的库").click()
    page.get_by_label("新库的名称").fill("合并")
    page.get_by_role("button", name="移动", exact=True).click()
    said = page.get_by_role("status").filter(has_text="2 份已移到“合并”")
    expect(said).to_be_visible()
    expect(rows.filter(has_text="合并")).to_have_count(2)
    said.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status").filter(has_text="已移回 2 份")).to_be_visible()
    expect(rows.filter(has_text="合并")).to_have_count(0)
    page.get_by_label("全选").check()
    expect(bar).to_contain_text("已选 4 份")
    axe(page)
    keep(page, "library-chosen", WIDE)
    marks.last.uncheck()
    expect(page.get_by_label("全选")).not_to_be_checked()
    bar.get_by_role("button", name="移除").click()
    expect(rows).to_have_count(1)
    page.get_by_role("status").filter(has_text="已移除 3 份").get_by_role("button", name="撤销").click()
    expect(rows).to_have_count(4)
    expect(bar).to_be_hidden()
