"""The frame around every area: the rail, the way between areas, what is loaded once.

The page is a single one: a click on the rail asks the server over the open connection for the area's elements and
changes the address; nothing is loaded anew. Back, forward, reload and a pasted address work as on any page.

How an area is added: a package beside this module whose `build` puts elements into the current container, and one
entry in `AREAS`. Its whole code, as an example, `web/notes/__init__.py`:

    async def build(visit: Visit, place: Place) -> None:
        with page_header("札记", "记下要在文稿里用到的事实。"):
            Button("新建", partial(new, visit), "primary", icon_name="plus")
        waiting = skeleton()
        records = await visit.read(visit.service.documents)
        waiting.delete()
        if not records:
            with empty_state("还没有札记", "点“新建”写下第一条。", "notes"):
                Button("新建", partial(new, visit))

and its entry: `Area("/notes", "札记", "notes", notes.build, right="draft", styles=("notes.css",))`.

- `visit.service` is asked anew at each step: it raises when the session has ended. Errors that `build` raises are
  shown in place of the area, those of event handlers as a toast (`button`, `Button`, `Field`, ... are guarded; wrap
  other handlers in `guarded`).
- Blocking calls go through `visit.read` and `visit.write`.
- Work that outlives a click to another area belongs to a job or a reply of the service, not to the page: the area's
  elements are gone when another is shown.
- Links within the page are `<a href="/...">`; those to files need `download` or `target="_blank"`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from html import escape

from nicegui import PageArguments, ui
from nicegui.elements.sub_pages import SubPages
from nicegui.page_arguments import RouteMatch

from assistant.accounts.principal import Principal
from assistant.errors import NotSignedInError, ZhibiError
from assistant.interfaces.web import account, admin, ask, drafts, evaluation, library, proof, tasks
from assistant.interfaces.web.area import Area, Place
from assistant.interfaces.web.elements import Text, box, empty_state, icon, link
from assistant.interfaces.web.elements.telling import bug, go_to_login, toast_place
from assistant.interfaces.web.files import REFERRER, address, modules
from assistant.interfaces.web.visit import Visit

NAME = "执笔"

AREAS = (
    Area("/", "问答", "ask", ask.build, below=("/c/{conversation}",), styles=("ask.css",)),
    Area("/drafts", "起草", "drafts", drafts.build, right="draft", below=("/drafts/{draft}",), styles=("drafts.css",)),
    Area("/proof", "校核", "proof", proof.build, styles=("proof.css",)),
    Area("/tasks", "任务", "tasks", tasks.build, right="draft", below=("/tasks/{task}",), styles=("tasks.css",)),
    Area("/library", "资料库", "library", library.build, below=("/library/{document}",), styles=("library.css",)),
    Area(
        "/evaluation",
        "评测",
        "evaluation",
        evaluation.build,
        right="administer",
        below=("/evaluation/{run}",),
        styles=("evaluation.css",),
    ),
    Area("/admin", "管理", "admin", admin.build, right="administer", below=admin.BELOW, styles=("admin.css",)),
)
"""In the order of the rail."""

OWN = Area(account.PATH, "我的账号", "user", account.build, styles=("admin.css",))
"""Reached by one's name at the rail's foot, where one must log in."""

STYLES = ("tokens.css", "base.css", "elements.css", "quasar.css", "shell.css")
SCRIPTS = ("theme.js", "keep.js", "tab.js", "line.js", "keys.js", "copy.js", "intake.js", "intake_view.js")

SCROLLED = """
    const main = document.getElementById('zb-main');
    if (main && !main.contains(document.activeElement)) main.focus({preventScroll: true});
"""
"""After a change of area the keyboard begins at its top, as on a page newly loaded; who types there already goes on."""


def build(visit: Visit, principal: Principal) -> None:
    """One visitor's page, with the area that its address names."""
    areas = tuple(area for area in AREAS if principal.may(area.right))
    shown = (*areas, OWN) if principal.via == "session" else areas
    ui.add_head_html(head(principal.user_id, dict.fromkeys(style for area in shown for style in area.styles)))
    link("跳到正文", "#zb-main", "zb-skip")
    rail = Rail(areas, principal)
    with box("zb-main", tag="main", id="zb-main", tabindex="-1"):
        frame = Frame(visit, shown)
    toast_place()
    rail.light(frame.shown)
    ui.context.client.sub_pages_router.on_path_changed(lambda _: rail.light(frame.area_now()))


class Rail:
    """The areas: a column at the left, on a narrow screen a bar below."""

    def __init__(self, areas: tuple[Area, ...], principal: Principal) -> None:
        self._links: list[tuple[Area, Text]] = []
        with box("zb-rail", tag="header"):
            with box("zb-brand"):
                Text("执", "zb-seal", aria_hidden="true")
                Text(NAME, "zb-name")
            with box("zb-areas", tag="nav", aria_label="各处"):
                for number, area in enumerate(areas, start=1):
                    self._links.append((area, _area_link(area, number)))
            with box("zb-rail-foot"):
                _theme_switch()
                if principal.via == "session":
                    self._links.append((OWN, _way_out(principal.name)))

    def light(self, shown: Area | None) -> None:
        """Show which area one is in."""
        for area, made in self._links:
            if area is shown:
                made.props["aria-current"] = "page"
            else:
                made.props.pop("aria-current", None)
            made.update()


def _area_link(area: Area, number: int) -> Text:
    keys = f"Alt+{number}"
    made = link("", area.path, "zb-area", aria_keyshortcuts=keys, title=f"{area.label}（{keys}）")
    with made:
        icon(area.icon)
        Text(area.label)
    return made


def _theme_switch() -> None:
    """Changed in the browser alone, by theme.js; the style sheet shows the word that holds."""
    with Text("", "zb-rail-button", tag="button", type="button", data_theme_switch="", title="明暗"):
        for choice, word in (("system", "随系统"), ("light", "浅色"), ("dark", "深色")):
            with box(f"zb-theme zb-theme-{choice}", tag="span"):
                icon(f"theme-{choice}")
                Text(word)


def _way_out(name: str) -> Text:
    """Also the way to one's own account, which is given back."""
    with box("zb-out", tag="form", method="post", action="/logout", data_forget_all=""):
        own = link("", OWN.path, "zb-rail-button zb-own", title=f"{name}：密码、登录、密钥")
        own.props["aria-label"] = f"我的账号：{name}"
        with own:
            icon("user")
            Text(name, "zb-who")
        with Text("", "zb-rail-button", tag="button", type="submit"):
            icon("leave")
            Text("退出")
    return own


class Frame(SubPages):
    """Holds the area that the address names."""

    def __init__(self, visit: Visit, areas: tuple[Area, ...]) -> None:
        self._areas = {route: area for area in areas for route in area.routes}
        super().__init__({route: _builder(visit, area, self.moved) for route, area in self._areas.items()})
        self.classes("zb-frame")

    @property
    def shown(self) -> Area | None:
        return None if self._match is None else self._areas[self._match.pattern]

    def area_now(self) -> Area | None:
        """The area of the address that is about to be shown."""
        match = self._find_matching_path()
        return None if match is None else self._areas[match.pattern]

    def moved(self, path: str) -> None:
        """The area's elements stay; the address bar and the next comparison of addresses have `path`."""
        self._router.current_path = path
        self._match = self._find_matching_path()
        self.client.run_javascript(
            f"history.replaceState({{page: {path!r}}}, '', (window.path_prefix || '') + {path!r})"
        )

    def _find_matching_path(self) -> RouteMatch | None:
        match = super()._find_matching_path()
        return None if match is None or match.remaining_path else match

    def _render_404(self) -> None:
        ui.page_title(f"没有这个页面 · {NAME}")
        with empty_state("没有这个页面", "地址可能写错了，或者这一处不对您开放。", "question"):
            link("回到问答", "/", "zb-button zb-secondary")


def _builder(visit: Visit, area: Area, moved: Callable[[str], None]) -> Callable[[PageArguments], Awaitable[None]]:
    """Builds the area; what goes wrong is shown in its place, and the rail stays."""

    async def build_area(arguments: PageArguments) -> None:
        ui.page_title(f"{area.label} · {NAME}")
        container = box(f"zb-area-page zb-area-{area.icon}")
        first = ui.context.client.sub_pages_router.is_initial_request
        try:
            visit.principal.require(area.right)
            with container:
                place = Place(arguments.path, arguments.path_parameters, dict(arguments.query_parameters), moved)
                await area.build(visit, place)
        except NotSignedInError:
            go_to_login()
        except Exception as error:  # noqa: BLE001 - the boundary: the other areas stay within reach
            _show_failure(container, error)
        if not first:
            ui.run_javascript(SCROLLED)

    # NiceGUI compares the annotation with the class itself; here annotations are strings.
    build_area.__annotations__["arguments"] = PageArguments
    return build_area


def _show_failure(container: ui.element, error: Exception) -> None:
    told = (error.message, error.hint) if isinstance(error, ZhibiError) else (bug(error), "其他各处可以照常使用。")
    container.clear()
    with container, empty_state(told[0], told[1], "alert"):
        pass


def head(user_id: str, styles: Iterable[str]) -> str:
    """What is loaded once: style sheets, our scripts, whose page it is."""
    scripts = [f'<script src="{address(name)}"></script>' for name in SCRIPTS]
    sheets = [f'<link rel="stylesheet" href="{address(name)}">' for name in (*STYLES, *styles)]
    coming = [f'<link rel="modulepreload" fetchpriority="low" href="{one}">' for one in modules()]
    return "\n".join([REFERRER, f'<meta name="zhibi-user" content="{escape(user_id)}">', *sheets, *scripts, *coming])
