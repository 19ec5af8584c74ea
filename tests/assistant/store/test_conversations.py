"""Conversations are kept in branches: nothing asked is lost, a request counts once, and what may not be seen is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.accounts.principal import Visible
from assistant.errors import ConversationError, ConversationNotFoundError
from assistant.store.conversations import BROKEN_OFF, ConversationStore
from assistant.store.database import Database
from assistant.store.feedback import FeedbackStore
from assistant.store.keeping import Keeping
from assistant.store.messages import Message, Wishes
from assistant.types import Answer, Citation, Claim, Passage, Turn, Usage
from ingest.types import Address, Chunk

ANSWER = Answer(
    text="一般每季度召开1次。[1]",
    refused=False,
    reason=None,
    claims=(Claim("一般每季度召开1次。", "supported", ("1",)),),
    citations=(Citation("1", "c1", "d1", "规则", "/规则.docx", Address(("第二章",), "第五条"), 2, "每季度", 2, 5),),
    passages=(Passage(Chunk("c1", "d2", 0, 0, 3, "每季度", Address((), None), ()), "规则", "/规则.docx", False, 0.9),),
    model="extractive",
    seconds=0.1,
    usage=Usage(10, 20, 0.5),
)
PLAIN = Wishes()


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    with Database.open(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)


def of(database: Database, owner: str, collections: frozenset[str] | None = None) -> ConversationStore:
    """The conversations as `owner` sees them; every answer quotes the collection 内部."""
    keeping = Keeping(Visible(owner, collections), owner, lambda _: frozenset({"内部"}))
    return ConversationStore(database, keeping)


def asked(store: ConversationStore, conversation: str, question: str, answer: Answer | None = ANSWER) -> Message:
    message, is_new = store.ask(conversation, question, PLAIN)
    assert is_new
    if answer is not None:
        store.finish(message.id, answer)
    return store.message(conversation, message.id)


def questions(store: ConversationStore, conversation: str) -> list[str]:
    return [one.question for one in store.branch(conversation)]


def test_a_message_comes_back_as_it_was_answered(store: ConversationStore) -> None:
    conversation = store.create()
    wishes = Wishes(5, ("制度",), date(2026, 3, 5))
    message, _ = store.ask(conversation.id, "多久召开一次？", wishes)
    assert (message.state, message.answer, message.wishes) == ("answering", None, wishes)

    store.finish(message.id, ANSWER)

    kept = store.branch(conversation.id)[0]
    assert kept.answer == replace(ANSWER, passages=())
    assert kept.state == "done"
    assert kept.ended_at is not None
    assert kept.turn() == Turn("多久召开一次？", ANSWER.text, ("规则",))


def test_the_first_question_names_a_conversation_that_nobody_named(store: ConversationStore) -> None:
    unnamed, named = store.create(), store.create("三会一课")
    asked(store, unnamed.id, "问" * 60)
    asked(store, unnamed.id, "又问")
    asked(store, named.id, "问")
    assert store.get(unnamed.id).title == "问" * 40
    assert store.get(named.id).title == "三会一课"
    assert store.rename(unnamed.id, "改名").title == "改名"


def test_an_edited_question_begins_a_branch_and_the_old_one_stays(store: ConversationStore) -> None:
    conversation = store.create().id
    first = asked(store, conversation, "一")
    second = asked(store, conversation, "二")
    third = asked(store, conversation, "三")

    edited, _ = store.ask_again(conversation, second.id, "二改", PLAIN)
    store.finish(edited.id, ANSWER)

    assert questions(store, conversation) == ["一", "二改"]
    assert store.message(conversation, edited.id).versions == (second.id, edited.id)
    assert store.turns(edited) == (first.turn(),)
    store.show(conversation, second.id)
    assert [one.id for one in store.branch(conversation)] == [first.id, second.id, third.id]


def test_a_second_try_asks_the_same_with_the_same_wishes(store: ConversationStore) -> None:
    conversation = store.create().id
    message, _ = store.ask(conversation, "一", Wishes(k=3))
    store.finish(message.id, ANSWER)
    again, _ = store.ask_again(conversation, message.id)
    assert (again.question, again.wishes, again.parent) == ("一", Wishes(k=3), None)


def test_one_question_at_a_time(store: ConversationStore) -> None:
    conversation = store.create().id
    message = asked(store, conversation, "一", None)
    with pytest.raises(ConversationError, match="还在回答"):
        store.ask(conversation, "二", PLAIN)
    store.stop(message.id)
    asked(store, conversation, "二")
    assert store.branch(conversation)[0].state == "stopped"
    assert store.turns(store.branch(conversation)[1]) == (Turn("一"),)


def test_a_message_that_has_ended_stays_as_it_is(store: ConversationStore) -> None:
    conversation = store.create().id
    message = asked(store, conversation, "一")
    store.stop(message.id)
    store.fail(message.id, "不该", "写上")
    assert store.message(conversation, message.id).state == "done"


def test_a_request_that_is_sent_again_counts_once(store: ConversationStore) -> None:
    conversation = store.create().id
    first, is_new = store.ask(conversation, "一", PLAIN, "钥匙")
    repeated, is_new_again = store.ask(conversation, "一", PLAIN, "钥匙")
    assert (is_new, is_new_again) == (True, False)
    assert repeated.id == first.id
    with pytest.raises(ConversationError, match="Idempotency-Key"):
        store.ask(conversation, "二", PLAIN, "钥匙")
    elsewhere, is_new = store.ask(store.create().id, "二", PLAIN, "钥匙")
    assert is_new
    assert elsewhere.id != first.id


def test_what_a_killed_server_left_says_so(store: ConversationStore) -> None:
    conversation = store.create().id
    done = asked(store, conversation, "一")
    left = asked(store, conversation, "二", None)
    assert store.recover() == 1
    assert store.message(conversation, left.id).reason == BROKEN_OFF
    assert store.message(conversation, done.id).state == "done"


def test_long_lists_come_in_pages(store: ConversationStore) -> None:
    made = [store.create(str(number)).id for number in range(7)]
    pages: list[str] = []
    after = None
    while found := store.list(3, after):
        pages += [one.id for one in found]
        after = found[-1].id
    assert pages == made[::-1]

    for number in range(7):
        asked(store, made[0], str(number))
    assert store.list(1)[0].id == made[0]
    last = store.branch(made[0], 3)
    assert [one.question for one in last] == ["4", "5", "6"]
    assert [one.question for one in store.branch(made[0], 3, last[0].id)] == ["1", "2", "3"]


def test_removing_takes_everything_along(store: ConversationStore, database: Database) -> None:
    conversation = store.create().id
    message = asked(store, conversation, "一")
    ratings = FeedbackStore(database)
    ratings.rate(conversation, message.id, "up")
    store.remove(conversation)
    assert ratings.list(10) == []
    for missing in (lambda: store.get(conversation), lambda: store.message(conversation, message.id)):
        with pytest.raises(ConversationNotFoundError):
            missing()


def test_a_removal_can_be_undone(store: ConversationStore, database: Database) -> None:
    conversation = store.create().id
    first = asked(store, conversation, "一")
    asked(store, conversation, "二")
    again, _ = store.ask_again(conversation, first.id)
    FeedbackStore(database).rate(conversation, first.id, "down", "不全")
    before = [store.message(conversation, one) for one in again.versions]
    removed = store.remove(conversation)
    asked(store, store.create().id, "别的")
    store.restore(removed)
    store.restore(removed)
    after = [store.message(conversation, one) for one in again.versions]
    assert after[0] == before[0]
    assert after[1].state == "stopped"  # nobody answers it any more
    assert [one.question for one in store.branch(conversation)] == ["一"]
    assert store.show(conversation, first.id).head != first.id
    assert FeedbackStore(database).list(10)[0].message.id == first.id


@pytest.mark.parametrize(("search", "found"), [("党日", 2), (" 2026 ", 1), ("%", 1), ("没有", 0), ("", 3), ("ABC", 1)])
def test_conversations_are_found_by_their_name_and_their_questions(
    store: ConversationStore, search: str, found: int
) -> None:
    asked(store, store.create().id, "主题党日多久一次？")
    asked(store, store.create("党日安排 2026").id, "完成 100% 吗？")
    asked(store, store.create().id, "abc 是什么？")
    assert len(store.list(10, search=search)) == found


def test_somebody_elses_conversation_is_as_none(database: Database) -> None:
    mine, theirs = of(database, "甲"), of(database, "乙")
    conversation = mine.create().id
    message = asked(mine, conversation, "一")
    FeedbackStore(database, Keeping(Visible("甲"), "甲")).rate(conversation, message.id, "up")

    assert theirs.list(10) == []
    assert FeedbackStore(database, Keeping(Visible("乙"), "乙")).list(10) == []
    for attempt in (
        lambda: theirs.get(conversation),
        lambda: theirs.branch(conversation),
        lambda: theirs.message(conversation, message.id),
        lambda: theirs.ask(conversation, "二", PLAIN),
        lambda: theirs.ask_again(conversation, message.id),
        lambda: theirs.rename(conversation, "二"),
        lambda: theirs.show(conversation, message.id),
        lambda: theirs.remove(conversation),
        lambda: theirs.list(10, conversation),
    ):
        with pytest.raises(ConversationNotFoundError) as told:
            attempt()
        assert told.value.message == f"没有编号为 {conversation!r} 的对话或消息"


def test_an_answer_from_a_collection_that_may_no_longer_be_seen_is_withheld(database: Database) -> None:
    before = of(database, "甲", frozenset({"内部"}))
    conversation = before.create().id
    message = asked(before, conversation, "一")
    assert before.message(conversation, message.id).state == "done"

    after = of(database, "甲", frozenset({"公开"}))

    withheld = after.branch(conversation)[0]
    assert (withheld.state, withheld.answer) == ("withheld", None)
    following, _ = after.ask(conversation, "二", PLAIN)
    assert after.turns(following) == (Turn("一"),)


def test_ratings_are_replaced_taken_back_and_listed(store: ConversationStore, database: Database) -> None:
    ratings = FeedbackStore(database)
    conversation = store.create().id
    messages = [asked(store, conversation, str(number)) for number in range(4)]
    for message in messages:
        ratings.rate(conversation, message.id, "up")
    changed = ratings.rate(conversation, messages[0].id, "down", "数字不对")
    assert changed.feedback is not None
    assert (changed.feedback.rating, changed.feedback.comment) == ("down", "数字不对")

    assert [one.message.question for one in ratings.list(10)] == ["0", "3", "2", "1"]
    assert [one.message.question for one in ratings.list(2, messages[3].id)] == ["2", "1"]
    assert [one.history for one in ratings.list(10, rating="down")] == [()]
    assert ratings.list(1, messages[0].id)[0].history == ("0", "1", "2")

    assert ratings.unrate(conversation, messages[0].id).feedback is None
    assert ratings.list(10, rating="down") == []


def test_what_is_not_answered_cannot_be_rated(store: ConversationStore, database: Database) -> None:
    conversation = store.create().id
    message = asked(store, conversation, "一", None)
    with pytest.raises(ConversationError, match="尚不能评价"):
        FeedbackStore(database).rate(conversation, message.id, "up")
