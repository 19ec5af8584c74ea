"""Keep the figures of a shipped data set as the baseline that `make test` gates on: `python -m eval.baseline [NAME]`.

Rewrite a baseline in the same change as, and only when

- the figures rose and are to be held from now on;
- cases were added, edited or taken out, or a metric's version was raised: until then they are compared with nothing;
- the figures fell for a reason that is worth it: the changelog line then says what fell and why.

Never rewrite it to make a red gate green without knowing which cases broke: `zhibi eval compare` of the baseline and
the new run names them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.config import Settings
from eval.datasets import HERE, SHIPPED, find
from eval.launch import launch
from eval.metrics import METRICS
from eval.scored import write_baseline


def baseline_folder(name: str) -> Path:
    """Where the baseline of a shipped data set lies."""
    cases = SHIPPED[name].cases
    return cases.parent / ("baseline" if cases.stem == "cases" else f"baseline_{cases.stem}")


def default_settings(home: Path) -> Settings:
    """The settings as they are shipped: no environment, no zhibi.toml, no model."""
    return Settings.model_construct(home=home)


def keep(name: str, folder: Path | None = None) -> Path:
    """Run the data set with the default settings and keep its scores; times are left out, they hang on the machine."""
    target = folder or baseline_folder(name)
    with TemporaryDirectory() as place:
        done = launch(find(name), default_settings(Path(place) / "home"), Path(place) / "run").run
    write_baseline(target, done.manifest, done.results, lambda metric: METRICS[metric].unit != "seconds")
    return target


def main(names: list[str]) -> None:
    for name in names or ["demo"]:
        if name not in SHIPPED:
            sys.exit(f"unknown data set {name!r}: expected one of {', '.join(SHIPPED)}")
        print(f"{name}: kept in {keep(name).relative_to(HERE.parent.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
