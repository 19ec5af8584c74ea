"""How many corruptions of official sentences the verifier detects, and how often it cries wolf: `injections`.

Sentences are drawn from government and congress reports and from laws; each gets one corruption, or one rewrite that
changes nothing. The sources given are its own paragraph and others of the same document. A corruption is detected when
the verdict is altered, wrong_citation or unsupported, and a false alarm is the same said of a rewrite.
"""

from eval.bench.injections.measuring import measure

__all__ = ["measure"]
