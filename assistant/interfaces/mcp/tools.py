"""The tools: search, ask, verify, draft, list_documents. Their results are the objects of `/api`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar

import anyio.to_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from assistant.accounts.principal import Right
from assistant.errors import PromptError, ZhibiError
from assistant.interfaces.wire import CollectionName, Wire
from assistant.interfaces.wire.answers import Answer
from assistant.interfaces.wire.documents import Document
from assistant.interfaces.wire.drafts import Draft
from assistant.interfaces.wire.passages import SearchResult
from assistant.interfaces.wire.questions import MAX_PASSAGES, MAX_TURNS, Turn
from assistant.interfaces.wire.verification import MAX_SOURCES, MAX_TEXT, Verified
from assistant.service import Service

MAX_LISTED = 200
"""Documents in one reply."""

MAX_QUESTION = 20_000
"""Characters that are looked at; how many a question may have, the settings say."""

Access = Callable[[Context, Right], Service]
"""The service as the caller of a tool may use it. Raises ForbiddenError without the right."""

Result = TypeVar("Result")

Question = Annotated[str, Field(description="用中文写的问题或检索词", max_length=MAX_QUESTION)]
Passages = Annotated[int | None, Field(description="取用的段落数，1—50；不填用默认值", ge=1, le=MAX_PASSAGES)]
Collections = Annotated[list[CollectionName] | None, Field(description="只在这些库中查找；不填查全部", max_length=100)]
AsOf = Annotated[date | None, Field(description="以这一天有效的规定为准，如 2026-03-05；不填为今天")]
Earlier = Annotated[
    list[Turn], Field(description="此前的问答，从早到晚；追问所省略的内容由此补足", max_length=MAX_TURNS)
]
Text = Annotated[str, Field(description="要核对的文字", min_length=1, max_length=MAX_TEXT)]
SourceTexts = Annotated[
    list[Annotated[str, Field(max_length=MAX_TEXT)]],
    Field(
        description="作为依据的原文，依次对应文中的 [1]、[2]；与 documents 都不填则在资料库中查找",
        max_length=MAX_SOURCES,
    ),
]
SourceIds = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(description="作为依据的资料库文件编号，排在 sources 之后", max_length=MAX_SOURCES),
]
GenreName = Annotated[str | None, Field(description="文种编号，如 work_summary；影响用语的检查", max_length=64)]

READING = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
WRITING = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)


class DocumentPage(Wire):
    """Documents by title; `next_offset` is null at the end."""

    documents: list[Document]
    total: int
    next_offset: int | None


def add_tools(server: MCPServer[Any], access: Access) -> None:
    """Adds every tool to `server`; each asks `access` for the service at every call."""
    _add_questions(server, access)
    _add_checks(server, access)
    _add_drafts(server, access)


def _add_questions(server: MCPServer[Any], access: Access) -> None:
    @server.tool(
        title="检索资料",
        description="在党务资料库中检索，返回最相关的原文段落，附文件、章节、条款和页码。只要原文、不要回答时用它。",
        annotations=READING,
    )
    async def search(
        context: Context, question: Question, k: Passages = None, collections: Collections = None, as_of: AsOf = None
    ) -> SearchResult:
        def found() -> SearchResult:
            seen = access(context, "read")
            return SearchResult.of(seen.find(seen.query(question, k=k, collections=collections, as_of=as_of)))

        return await _done(found)

    @server.tool(
        title="提问",
        description=(
            "根据资料库回答党务问题。每句话都附逐字引文，注明文件、条款和页码；"
            "资料中没有依据的不回答（refused 为 true）。"
        ),
        annotations=READING,
    )
    async def ask(
        context: Context,
        question: Question,
        history: Earlier = [],  # noqa: B006 - the schema's default; never changed
        k: Passages = None,
        collections: Collections = None,
        as_of: AsOf = None,
    ) -> Answer:
        def answered() -> Answer:
            seen = access(context, "read")
            turns = [one.turn() for one in history]
            return Answer.of(seen.ask(seen.query(question, k=k, collections=collections, as_of=as_of, history=turns)))

        return await _done(answered)

    @server.tool(
        title="列出文件",
        description="列出资料库中的文件及其编号、发文机关、文号、日期和效力，按标题排序，分批给出。",
        annotations=READING,
    )
    async def list_documents(
        context: Context,
        collection: Annotated[CollectionName | None, Field(description="只列这个库的；不填列全部")] = None,
        limit: Annotated[int, Field(description="一批至多几份，1—200", ge=1, le=MAX_LISTED)] = 50,
        offset: Annotated[int, Field(description="跳过前几份", ge=0, le=10_000_000)] = 0,
    ) -> DocumentPage:
        def listed() -> DocumentPage:
            found = access(context, "read").documents(collection)
            found.sort(key=lambda one: (one.title, one.id))
            end = offset + limit
            shown = [Document.of(one) for one in found[offset:end]]
            return DocumentPage(documents=shown, total=len(found), next_offset=end if end < len(found) else None)

        return await _done(listed)


def _add_checks(server: MCPServer[Any], access: Access) -> None:
    from assistant.verification.sources import Given

    @server.tool(
        title="核对文稿",
        description=(
            "逐句核对一段文字：数字、日期、引文、文件名、条款号、固定提法、人名机构名是否与依据一致。"
            "给出依据则只对照依据，否则在资料库中查找；每处不符都给出原文写法。"
        ),
        annotations=READING,
    )
    async def verify(
        context: Context,
        text: Text,
        sources: SourceTexts = [],  # noqa: B006 - as above
        documents: SourceIds = [],  # noqa: B006 - as above
        genre: GenreName = None,
        collections: Collections = None,
        as_of: AsOf = None,
    ) -> Verified:
        given = [*(Given(text=one) for one in sources), *(Given(document_id=one) for one in documents)]
        if sum(map(len, sources)) > MAX_TEXT:
            raise ToolError(f"来源合计超过 {MAX_TEXT} 字，请减少来源，或先收入资料库")

        def verified() -> Verified:
            seen = access(context, "read")
            return Verified.of(seen.verify(text, given, genre=genre, as_of=as_of, collections=collections))

        return await _done(verified)


def _add_drafts(server: MCPServer[Any], access: Access) -> None:
    from assistant.drafting.spec import read_spec
    from prompts.genres import all_genres

    known = "、".join(f"{one.name}（{one.title}）" for one in all_genres())

    @server.tool(
        title="起草文稿",
        description=(
            f"起草党务文稿并存入资料库。文种：{known}。每句话都注明依据；没有提供的事实留作【待填】，查无依据的标【待核实】，不编造。"
        ),
        annotations=WRITING,
    )
    async def draft(
        context: Context,
        genre: Annotated[str, Field(description="文种编号或名称，如 work_summary 或 工作总结", max_length=64)],
        spec: Annotated[
            dict[str, Any],
            Field(
                description=(
                    '写作要求，如 {"单位": "某公司党委", "期间": "2026年上半年", "事实": {"发展党员": "36名"}, '
                    '"来源": {"库": ["制度"], "文件": ["2026年工作要点"]}}'
                )
            ),
        ],
    ) -> Draft:
        def drafted() -> Draft:
            seen = access(context, "draft")
            stated = read_spec(spec, genre)
            return Draft.of(seen.draft(stated))

        return await _done(drafted)


async def _done(work: Callable[[], Result]) -> Result:
    """The result of `work`, done in a thread; a failure that a user can act on becomes the tool's."""
    with _told():
        return await anyio.to_thread.run_sync(partial(work))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (ZhibiError, PromptError) as error:
        raise ToolError(f"{error.message}。{error.hint}" if error.hint else error.message) from error
