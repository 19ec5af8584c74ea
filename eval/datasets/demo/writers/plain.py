"""Text in GB18030, Markdown, and a page of an intranet with everything such pages carry around their text."""

from __future__ import annotations

from html import escape

from eval.datasets.demo.markup import Element, Source

NAVIGATION = ("首页", "集团概况", "新闻中心", "党的建设", "通知公告", "制度库", "办公系统", "邮箱登录")
SIDEBAR = ("栏目导航", "组织建设", "宣传教育", "纪检监察", "群团工作", "下载专区")
FOOTER = ("版权所有 澜川水工装备集团有限公司党委宣传部", "建议使用1920×1080分辨率浏览 您是第20846位访客")
TOOLS = ("字号：大 中 小", "打印本页", "关闭窗口", "上一篇：关于开展安全生产月活动的通知", "下一篇：没有了")


def write_txt(source: Source) -> bytes:
    """GB18030 with CR LF, as an old office machine saves it; two full-width spaces open a paragraph."""
    lines = []
    for element in source.elements:
        if element.kind == "table":
            lines += ["\t".join(row) for row in element.rows]
        elif element.kind in ("title", "centre", "right"):
            lines.append(element.text)
        else:
            lines.append("　　" + element.text)
    return "\r\n".join([*lines, ""]).encode("gb18030")


def write_md(source: Source) -> bytes:
    return ("\n\n".join(_markdown(element) for element in source.elements) + "\n").encode("utf-8")


def _markdown(element: Element) -> str:
    match element.kind:
        case "title":
            return f"# {element.text}"
        case "heading":
            return f"{'#' * (element.level + 1)} {element.text}"
        case "item":
            return f"- {element.text}"
        case "table":
            header, *rows = ["| " + " | ".join(row) + " |" for row in element.rows]
            return "\n".join([header, "|" + " --- |" * len(element.rows[0]), *rows])
        case _:
            return element.text


def write_html(source: Source) -> bytes:
    """An intranet notice: navigation, a path, a sidebar, tools and a footer around the article."""
    body = "\n".join(_html(element) for element in source.elements)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{escape(source.meta["title"])}-澜川集团内网</title>
<meta name="author" content="{escape(source.meta["issuer"])}">
<style>body{{font-family:SimSun,serif}}table{{border-collapse:collapse}}td,th{{border:1px solid #333}}</style>
<script>window.visits = 20846; document.addEventListener("DOMContentLoaded", function () {{ /* 统计脚本 */ }});</script>
</head>
<body>
<header><div class="logo">澜川集团内部网站</div><nav><ul>{_items(NAVIGATION)}</ul></nav></header>
<div class="crumbs">您现在的位置：首页 &gt; 党的建设 &gt; 通知公告</div>
<aside class="sidebar"><ul>{_items(SIDEBAR)}</ul></aside>
<main>
<article>
{body}
</article>
<div class="tools">{"".join(f"<span>{escape(tool)}</span> " for tool in TOOLS)}</div>
</main>
<footer>{"".join(f"<p>{escape(line)}</p>" for line in FOOTER)}</footer>
</body>
</html>
""".encode()


def html_running() -> tuple[str, ...]:
    return (*NAVIGATION, *SIDEBAR, *FOOTER, *TOOLS, "澜川集团内部网站", "您现在的位置：首页 > 党的建设 > 通知公告")


def _items(labels: tuple[str, ...]) -> str:
    return "".join(f'<li><a href="#">{escape(label)}</a></li>' for label in labels)


def _html(element: Element) -> str:
    text = escape(element.text)
    match element.kind:
        case "title":
            return f"<h1>{text}</h1>"
        case "heading":
            return f"<h{element.level + 1}>{text}</h{element.level + 1}>"
        case "right":
            return f'<p style="text-align:right">{text}</p>'
        case "centre":
            return f'<p style="text-align:center">{text}</p>'
        case "item":
            return f"<ul><li>{text}</li></ul>"
        case "table":
            header, *rows = element.rows
            head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
            lines = "\n".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
            return f"<table><thead><tr>{head}</tr></thead><tbody>\n{lines}\n</tbody></table>"
        case _:
            return f"<p>&emsp;&emsp;{text}</p>"
