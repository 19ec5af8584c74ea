"""What became of a case, as one line of JSON on disk, and back.

A line is `{"case": …, "outcome": …, "scores": {metric: …}}`. Answer and passages have the fields of the JSON contract;
what the contract leaves out and reading back needs is added to them, never put in place of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from assistant.errors import UnreadableFileError
from assistant.types import Answer, Citation, Claim, Edit, Finding, Passage
from eval.cases import Case, CaseError, case_line, parse_cases
from eval.evaluator import Score
from eval.outcome import Outcome
from ingest.types import Address, Chunk, PageRun

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """A case, what the service did with it, and what every metric says of that.

    Attributes:
        versions: Of the metrics, by name.
        repeat_equal: Whether the answers to the repeated question were all equal but for their timing; None when the
            question was put once. The repeated answers themselves are not kept on disk.
    """

    case: Case
    outcome: Outcome
    scores: Mapping[str, Score]
    versions: Mapping[str, int]
    repeat_equal: bool | None = None


def result_line(result: Result) -> str:
    """Without the line break."""
    scores = {name: score_record(score, result.versions[name]) for name, score in result.scores.items()}
    fields = {
        "case": case_record(result.case),
        "outcome": outcome_record(result.outcome, result.repeat_equal),
        "scores": scores,
    }
    return json.dumps(fields, ensure_ascii=False, allow_nan=False)


def read_result(line: bytes) -> Result:
    """Raises UnreadableFileError when the line is no result."""
    try:
        fields = json.loads(line)
        case = read_case(fields["case"])
        return Result(
            case=case,
            outcome=read_outcome(case.id, fields["outcome"]),
            scores={name: read_score(one) for name, one in fields["scores"].items()},
            versions={name: int(one["version"]) for name, one in fields["scores"].items()},
            repeat_equal=fields["outcome"]["repeat_equal"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, CaseError) as exc:
        reason = f"不是评测结果（{type(exc).__name__}：{exc}）"
        raise UnreadableFileError(reason, "请加 --fresh 重新运行") from exc


def case_record(case: Case) -> Json:
    """As in a case file."""
    return dict(json.loads(case_line(case)))


def read_case(fields: Json) -> Case:
    """Raises CaseError."""
    found = parse_cases(json.dumps(fields, ensure_ascii=False).encode("utf-8"), "results.jsonl")
    if found.faults:
        raise CaseError(found.faults)
    return found.cases[0]


def case_digest(case: Case) -> str:
    """Changes whenever the case asks or expects something else; its note may change freely."""
    return sha256(case_line(replace(case, note="")).encode()).hexdigest()[:16]


def digest_of(cases: Sequence[Case]) -> str:
    """Of a whole set, in order: sha256."""
    return sha256("\n".join(map(case_digest, cases)).encode()).hexdigest()


def outcome_record(outcome: Outcome, repeat_equal: bool | None) -> Json:
    """`passages` is the ranking, null when the run did not search; an answer names those it was given by chunk id."""
    passages = outcome.passages
    return {
        "answer": None if outcome.answer is None else answer_record(outcome.answer),
        "passages": None if passages is None else [passage_record(one) for one in passages],
        "depth": outcome.depth,
        "error": outcome.error,
        "seconds": outcome.seconds,
        "repeat_equal": repeat_equal,
    }


def read_outcome(case_id: str, fields: Json) -> Outcome:
    """Without the repeated answers."""
    found = None if fields["passages"] is None else tuple(map(read_passage, fields["passages"]))
    return Outcome(
        case_id=case_id,
        answer=None if fields["answer"] is None else read_answer(fields["answer"], found or ()),
        passages=found,
        depth=int(fields["depth"]),
        error=fields["error"],
        seconds=float(fields["seconds"]),
    )


def answer_record(answer: Answer) -> Json:
    """The answer object of the JSON contract, with `passages` (chunk ids), `raw` and each claim's `findings` added."""
    return {
        "answer": answer.text,
        "refused": answer.refused,
        "reason": answer.reason,
        "claims": [_claim_record(one) for one in answer.claims],
        "citations": [_citation_record(one) for one in answer.citations],
        "model": answer.model,
        "seconds": answer.seconds,
        "notices": list(answer.notices),
        "standalone": answer.standalone,
        "confidence": answer.confidence,
        "passages": [one.chunk.id for one in answer.passages],
        "raw": answer.raw,
    }


def read_answer(fields: Json, found: Sequence[Passage] = ()) -> Answer:
    """The answer again; its passages are taken from `found` by chunk id, those not among them are left out."""
    by_id = {one.chunk.id: one for one in found}
    return Answer(
        text=fields["answer"],
        refused=fields["refused"],
        reason=fields["reason"],
        claims=tuple(map(_read_claim, fields["claims"])),
        citations=tuple(map(_read_citation, fields["citations"])),
        passages=tuple(by_id[key] for key in fields.get("passages", ()) if key in by_id),
        model=fields["model"],
        seconds=fields["seconds"],
        notices=tuple(fields["notices"]),
        raw=fields.get("raw"),
        standalone=fields.get("standalone"),
        confidence=fields.get("confidence"),
    )


def passage_record(passage: Passage) -> Json:
    """The passage object of the JSON contract, with its place in the document and its two scores added."""
    chunk = passage.chunk
    return {
        "chunk_id": chunk.id,
        "document_id": chunk.document_id,
        "document": passage.document,
        "path": passage.path,
        "section": list(chunk.address.section),
        "article": chunk.address.article,
        "pages": list(passage.pages),
        "text": chunk.text,
        "score": passage.score,
        "lexical": passage.lexical,
        "dense": passage.dense,
        "paged": passage.paged,
        "ordinal": chunk.ordinal,
        "start": chunk.start,
        "end": chunk.end,
        "runs": [[run.start, run.page] for run in chunk.runs],
    }


def read_passage(fields: Json) -> Passage:
    chunk = Chunk(
        id=fields["chunk_id"],
        document_id=fields["document_id"],
        ordinal=fields["ordinal"],
        start=fields["start"],
        end=fields["end"],
        text=fields["text"],
        address=_read_address(fields),
        runs=tuple(PageRun(start, page) for start, page in fields["runs"]),
    )
    names = ("document", "path", "paged", "score", "lexical", "dense")
    return Passage(chunk, **{name: fields[name] for name in names})


def score_record(score: Score, version: int) -> Json:
    return {
        "value": score.value,
        "status": score.status,
        "reason": score.reason,
        "version": version,
        "detail": dict(score.detail),
    }


def read_score(fields: Json) -> Score:
    return Score(fields["value"], fields["status"], fields["reason"], fields["detail"])


def _claim_record(claim: Claim) -> Json:
    return {
        "text": claim.text,
        "verdict": claim.verdict,
        "citations": list(claim.citations),
        "findings": [asdict(one) for one in claim.findings],
    }


def _read_claim(fields: Json) -> Claim:
    findings = tuple(
        Finding(**{**one, "difference": tuple(Edit(**edit) for edit in one.get("difference", ()))})
        for one in fields.get("findings", ())
    )
    return Claim(fields["text"], fields["verdict"], tuple(fields["citations"]), findings)


def _citation_record(citation: Citation) -> Json:
    return {
        "key": citation.key,
        "chunk_id": citation.chunk_id,
        "document_id": citation.document_id,
        "document": citation.document,
        "path": citation.path,
        "section": list(citation.address.section),
        "article": citation.address.article,
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _read_citation(fields: Json) -> Citation:
    names = ("key", "chunk_id", "document_id", "document", "path", "page", "quote", "start", "end")
    return Citation(address=_read_address(fields), **{name: fields[name] for name in names})


def _read_address(fields: Json) -> Address:
    return Address(tuple(fields["section"]), fields["article"])


__all__ = [
    "Json",
    "Result",
    "answer_record",
    "case_digest",
    "case_record",
    "digest_of",
    "outcome_record",
    "passage_record",
    "read_answer",
    "read_case",
    "read_outcome",
    "read_passage",
    "read_result",
    "read_score",
    "result_line",
    "score_record",
]
