from __future__ import annotations

import pytest

from ingest.errors import SecretDocumentError
from ingest.secrecy import find_mark, refuse_secret
from ingest.types import Block, PageRun, Reading

BODY = ("关于做好换届工作的通知", "各党支部：", "现将有关事项通知如下。")


def reading(
    *lines: str | Block, margins: tuple[str, ...] = (), title: str | None = None, paged: bool = False
) -> Reading:
    blocks = tuple(line if isinstance(line, Block) else Block("paragraph", line, (PageRun(0, 1),)) for line in lines)
    return Reading((), blocks, paged=paged, title=title, margins=margins)


def secrecy_mark(read: Reading, name: str, extra_marks: tuple[str, ...] = ()) -> str | None:
    found = find_mark(read, name, extra_marks)
    return None if found is None else found.grade


def row(text: str) -> Block:
    return Block("table_row", text, (PageRun(0, 1),))


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ("机密★1年", "机密"),
        ("绝密", "绝密"),
        ("绝密★长期", "绝密"),
        ("秘密★", "秘密"),
        ("密级：机密", "机密"),
        ("密级:秘密 ★ 5年", "秘密"),
        ("密　级：绝密　　　　编号：003", "绝密"),
        ("机 密", "机密"),
        ("机　密 ★ 一 年", "机密"),
        ("機密★10年", "机密"),
        ("祕密☆3年", "秘密"),
        ("絕　密", "绝密"),
        ("机密*1年", "机密"),
        ("机密＊3个月", "机密"),
        ("机密女1年", "机密"),
        ("【机密】", "机密"),
        ("（秘密）", "秘密"),
        ("机密文件", "机密"),
        ("000012 机密★1年 特急", "机密"),
        ("秘密 特急", "秘密"),
        ("机密★1年　　　　　　签发人：程若谷", "机密"),
        ("保密等级：秘密", "秘密"),
        ("密级：□绝密 ☑机密 □秘密", "机密"),
        ("密级 机密", "机密"),
        ("秘密级★10年", "秘密"),
        ("涉密文件 机密", "机密"),
        ("机密 不得复制", "机密"),
        ("机密（1年）", "机密"),
        ("试题 绝密★启用前", "绝密"),
        ("本文件密级为机密", "机密"),
        ("本件为秘密级文件", "秘密"),
        ("机 密 特 急", "机密"),
    ],
)
def test_marks_at_the_top(line: str, grade: str) -> None:
    assert secrecy_mark(reading(line, *BODY), "通知.docx") == grade
    assert secrecy_mark(reading("某某有限公司党委文件", line, *BODY), "通知.docx") == grade


@pytest.mark.parametrize(
    "line",
    [
        "中华人民共和国保守国家秘密法",
        "本文件所列数据属于国家秘密，不得外传。",
        "加强商业秘密保护工作的通知",
        "商业秘密",
        "工作秘密",
        "保密",
        "保密工作要点",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "绝密、机密、秘密三级",
        "绝密 机密 秘密 内部 公开",
        "密级：公开",
        "密级：无",
        "密级：内部",
        "密级：绝密/机密/秘密",
        "密级（绝密、机密、秘密）：",
        "密级：□绝密 □机密 □秘密 ☑内部",
        "秘密级国家秘密是一般的国家秘密",
        "绝密级事项的保密期限不超过三十年",
        "机密级以上涉密人员出境，应当报批",
        "应当在首页左上角标注“机密★1年”字样",
        "秘密文件的管理",
        "严守党的秘密",
        "揭开创新平台的秘密",
        "涉密文件管理办法",
        "保 守 国 家 秘 密",
        "商 业 秘 密 保 护 制 度",
        "密级为秘密的文件应当登记",
        "机密级、秘密级",
    ],
)
def test_talk_about_secrets_is_no_mark(line: str) -> None:
    assert secrecy_mark(reading(line, *BODY), "通知.docx") is None
    assert secrecy_mark(reading(*BODY, line), "通知.docx") is None
    assert secrecy_mark(reading(*BODY, margins=(line,)), "通知.docx") is None


def test_the_three_grades_one_under_the_other_are_a_list() -> None:
    lines = (
        "国家秘密的分级",
        "国家秘密分为以下三级",
        "一是按程度划分",
        "具体名称见下",
        "共三级",
        "绝密",
        "机密",
        "秘密",
    )
    assert secrecy_mark(reading(*lines), "讲义.docx") is None


def test_a_sample_is_no_mark() -> None:
    assert secrecy_mark(reading("公文格式", "密级标注示例：", "机密★1年", "发文机关标志"), "格式.docx") is None


@pytest.mark.parametrize("line", ["机密", "机密★1年", "内部资料 机密", "秘密★5年  第1页", "机密文件 注意保管"])
def test_marks_in_running_headers_and_footers(line: str) -> None:
    found = find_mark(reading(*BODY, margins=("某某公司党委文件", line)), "通知.pdf")
    assert found is not None
    assert (found.grade, found.place) == ("秘密" if "秘密" in line else "机密", "页眉或页脚")


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("【机密】班子换届方案.docx", "机密"),
        ("(秘密)干部名单.xlsx", "秘密"),
        ("（绝密★长期）方案.pdf", "绝密"),
        ("机密-干部考察材料.docx", "机密"),
        ("机密★1年 干部考察材料.docx", "机密"),
        ("干部考察材料_机密.docx", "机密"),
        ("干部考察材料（機密）.docx", "机密"),
        ("干部考察材料-机密-2026.docx", "机密"),
        ("机密 秘密 绝密三级.docx", None),
        ("保守国家秘密法.docx", None),
        ("商业秘密保护办法.docx", None),
        ("秘密文件管理规定.docx", None),
        ("机密文件销毁登记制度.pdf", None),
        ("（商业秘密）清单.docx", None),
        ("保密工作（2026年）.docx", None),
    ],
)
def test_marks_in_file_names(name: str, grade: str | None) -> None:
    assert secrecy_mark(reading(*BODY), name) == grade
    assert secrecy_mark(reading(*BODY), f"/资料/2026年/{name}") == grade


def test_marks_in_properties() -> None:
    assert secrecy_mark(reading(*BODY, title="【秘密】换届方案"), "方案.docx") == "秘密"
    assert secrecy_mark(reading(*BODY, title="中国共产党保守国家秘密工作规定"), "方案.docx") is None


@pytest.mark.parametrize("text", ["密级：机密；份数：5", "项目：密级；内容：机密", "密级；秘密★3年；编号；1"])
def test_the_field_of_a_form(text: str) -> None:
    assert secrecy_mark(reading(*BODY, row("文件名称：方案；承办：组织部"), row(text)), "表.docx") in ("机密", "秘密")


def test_a_register_of_other_documents_is_not_marked_itself() -> None:
    rows = [row(f"文件：通知{number}；密级：{grade}") for number, grade in enumerate(["机密", "秘密", "公开"])]
    assert secrecy_mark(reading("文件收发登记", *rows), "登记.xlsx") is None


def test_an_attachment_may_bear_its_own_mark() -> None:
    body = [Block("paragraph", f"第{number}段", (PageRun(0, 1),)) for number in range(50)]
    attached = [Block("paragraph", text, (PageRun(0, 2),)) for text in ("附件1", "秘密★3年", "名单")]
    assert secrecy_mark(reading(*body, *attached, paged=True), "通知.pdf") == "秘密"


def test_a_site_can_only_add_marks() -> None:
    marked = reading("内部资料", *BODY)
    assert secrecy_mark(marked, "通知.docx") is None
    assert secrecy_mark(marked, "通知.docx", ("内部",)) == "内部"
    assert secrecy_mark(reading("机密", *BODY), "通知.docx", ("内部",)) == "机密"
    assert secrecy_mark(reading("内部控制制度建设情况汇报", *BODY), "通知.docx", ("内部",)) is None
    assert secrecy_mark(reading("密级：内部", *BODY), "通知.docx", ("内部",)) == "内部"


def test_the_refusal_names_the_mark_and_its_place_but_not_the_text() -> None:
    with pytest.raises(SecretDocumentError) as caught:
        refuse_secret(reading("机密★1年", *BODY), "/资料/通知.docx")
    assert "机密" in caught.value.message
    assert "正文第1段" in caught.value.message
    assert "换届" not in str(caught.value)
    refuse_secret(reading(*BODY), "通知.docx")
