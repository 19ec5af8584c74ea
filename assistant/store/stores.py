"""The stores of a home, all in its one database."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from assistant.config import Settings
from ingest.closing import Closing

if TYPE_CHECKING:
    from assistant.accounts.accounts import Accounts
    from assistant.store.conversations import ConversationStore
    from assistant.store.database import Database
    from assistant.store.drafts import DraftStore
    from assistant.store.feedback import FeedbackStore
    from assistant.store.jobs import JobStore
    from assistant.store.keeping import Keeping
    from assistant.store.proofs import ProofStore
    from assistant.store.replies import ReplyStore
    from assistant.store.tasks import TaskStore

# A store is imported where it is asked for: the database, pydantic and openpyxl are not needed to answer.


class Stores(Closing):
    """What is kept beside the library. The database is opened by the first store that is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def close(self) -> None:
        if (database := vars(self).pop("_database", None)) is not None:
            database.close()

    @property
    def tasks(self) -> TaskStore:
        """Plans' tasks and what became of them."""
        from assistant.store.tasks import TaskStore

        return TaskStore(self._database, self._keeping)

    @property
    def drafts(self) -> DraftStore:
        """Drafts with all their versions."""
        from assistant.store.drafts import DraftStore

        return DraftStore(self._database, self._keeping)

    @property
    def conversations(self) -> ConversationStore:
        """Questions with their answers, in branches."""
        from assistant.store.conversations import ConversationStore

        return ConversationStore(self._database, self._keeping)

    @property
    def feedback(self) -> FeedbackStore:
        """What people thought of answers."""
        from assistant.store.feedback import FeedbackStore

        return FeedbackStore(self._database, self._keeping)

    @property
    def proofs(self) -> ProofStore:
        """Texts that were put under proof."""
        from assistant.store.proofs import ProofStore

        return ProofStore(self._database, self._keeping)

    @property
    def jobs(self) -> JobStore:
        """Long work, asked for and under way."""
        from assistant.store.jobs import JobStore

        return JobStore(self._database)

    @property
    def replies(self) -> ReplyStore:
        """Replies kept for requests that are sent again."""
        from assistant.store.replies import ReplyStore

        return ReplyStore(self._database)

    @property
    def accounts(self) -> Accounts:
        """Who may use this service over the network, and what each may see."""
        from assistant.accounts.accounts import Accounts

        return Accounts(self._database)

    @property
    def _keeping(self) -> Keeping:
        """For whom records are kept: without accounts for everybody."""
        from assistant.store.keeping import ANYBODY

        return ANYBODY

    @cached_property
    def _database(self) -> Database:
        from assistant.store.database import Database

        return Database.of(self.settings)
