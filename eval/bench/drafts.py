"""First drafts of the three main genres, from the demo library and the founding documents, without and with a model.

    python -m eval.bench drafts

Every sentence is held against the place it cites by the verifier, which knows nothing of how the draft was made. The
model is a script that invents a figure, a person, a body and a quotation beside every true sentence, and repairs
nothing.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from assistant.config import load_settings
from assistant.drafting.cards import pairs_of
from assistant.drafting.frame import UNVERIFIED
from assistant.drafting.spec import read_spec
from assistant.drafting.types import Draft
from assistant.service import Service
from assistant.testing.scripted_model import FixedReply, Request, ScriptedModel, Text
from assistant.types import Passage, Source, Verdict
from assistant.verification.verifier import Verifier
from prompts.genres import load_genre

DEMO = Path(__file__).resolve().parents[1] / "datasets" / "demo" / "library"
TODAY = date(2026, 11, 21)
TWICE = 0.85
"""Share of the shorter sentence's character pairs that another has, from which on it is said twice."""

GROUP = "澜川水工装备集团有限公司党委"
SPECS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "demo": [
        *(("work_summary", {"unit": GROUP, "period": period}) for period in ("2025年", "2026年", "2026年第一季度")),
        *(("work_plan", {"unit": GROUP, "period": period}) for period in ("2026年", "2027年")),
        ("case_study", {"unit": "闸门启闭机公司党委", "topic": "弧形闸门焊接攻关"}),
        ("case_study", {"unit": GROUP, "topic": "党员先锋创新平台建设"}),
    ],
    "seeds": [
        ("work_summary", {"unit": "北起院", "period": "2025年", "topic": "党建与生产经营融合"}),
        ("work_plan", {"unit": "某公司党委", "period": "2026年", "topic": "党员先锋创新平台"}),
        ("case_study", {"unit": "北起院", "topic": "党建与生产经营深度融合"}),
    ],
}
_CARD = re.compile(r'<资料 编号="(K[0-9a-f]+)">.*?内容：\n(.*?)\n</资料>', re.DOTALL)
INVENTED = ("王建国", "华宇重工", "98765", "人人都是先锋官")


def measure(shared: Path) -> dict[str, Any]:
    """Counts over all drafts, and the slowest in seconds."""
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    with TemporaryDirectory(prefix="drafts-") as folder:
        for library, files in (("demo", DEMO), ("seeds", shared / "seeds")):
            home = Path(folder) / library
            with Service.open(load_settings(home), write=True) as service:
                service.ingest([files])
            for draft, service, took in _drafts(home, library):
                seconds.append(took)
                counts.update(_counted(draft, service))
        counts.update(_with_worst_model(Path(folder) / "demo"))
    return {**dict(sorted(counts.items())), "seconds_slowest": round(max(seconds), 2)}


def _drafts(home: Path, library: str) -> Iterator[tuple[Draft, Service, float]]:
    with Service.open(load_settings(home), clock=lambda: TODAY) as service:
        for genre, spec in SPECS[library]:
            started = time.perf_counter()
            draft = service.studio.draft(read_spec(spec, genre), keep=False)
            yield draft, service, time.perf_counter() - started


def _counted(draft: Draft, service: Service) -> Counter[str]:
    stated = [one for one in draft.sentences if one.origin not in ("template", "open")]
    parts = {part.id for part in load_genre(draft.spec.genre).sections if not part.long_only}
    pairs = [pairs_of(one.text) for one in stated]
    found: Counter[str] = Counter(
        drafts=1,
        sentences=len(stated),
        sentences_uncited=sum(not one.claim.citations for one in stated),
        sections_missing=len(parts - {section.id for section in draft.sections if section.paragraphs}),
        sentences_twice=sum(
            len(one & other) > TWICE * min(len(one), len(other)) for one, other in combinations(filter(None, pairs), 2)
        ),
        open_slots=len(draft.open_slots),
    )
    told = Counter(_verdicts(draft, service))
    found.update({f"verdict_{verdict}": told[verdict] for verdict in get_args(Verdict)})
    return found


def _verdicts(draft: Draft, service: Service) -> list[str]:
    """What the verifier says of the draft's sentences, as a text with marks."""
    sources = []
    for citation in draft.citations:
        chunk = service.chunk(citation.chunk_id)
        if chunk is not None:
            sources.append(Source(citation.key, Passage(chunk, citation.document, citation.path, False, 1.0)))
    lines = [
        one.text + "".join(f"[{key}]" for key in one.claim.citations) for one in draft.sentences if one.claim.citations
    ]
    done = Verifier().verify("\n".join(lines), sources, genre=draft.spec.genre, day=TODAY)
    return [claim.verdict for claim in done.claims]


def _with_worst_model(home: Path) -> Counter[str]:
    """How many sentences with something invented reach the text, marked and unmarked."""
    found: Counter[str] = Counter(model_invented_unmarked=0, model_invented_marked=0)
    with ScriptedModel(*[_inventing] * 200) as model:
        settings = load_settings(home, model="scripted", base_url=model.base_url, model_backoff=0.0)
        with Service.open(settings, clock=lambda: TODAY) as service:
            for genre, spec in SPECS["demo"]:
                draft = service.studio.draft(read_spec(spec, genre), keep=False)
                found.update(_invented(draft))
    return found


def _invented(draft: Draft) -> Counter[str]:
    text = "".join(paragraph.text for section in draft.sections for paragraph in section.paragraphs)
    lies = [one for one in re.split(r"(?<=。)", text) if any(word in one for word in INVENTED)]
    marked = sum(UNVERIFIED in one for one in lies)
    written = sum(one.origin == "model" for one in draft.sentences)
    return Counter(model_sentences=written, model_invented_marked=marked, model_invented_unmarked=len(lies) - marked)


def _inventing(request: Request) -> FixedReply:
    """Every card word for word, and beside it a lie with the card's key."""
    lies = (
        "由王建国同志牵头完成[{}]。",
        "与华宇重工公司签订协议[{}]。",
        "全年共完成98765项任务[{}]。",
        "会议提出“人人都是先锋官”[{}]。",
    )
    found = enumerate(_CARD.findall(request.prompt))
    return Text("".join(f"{text.rstrip('。')}[{key}]。{lies[at % len(lies)].format(key)}" for at, (key, text) in found))
