"""The facts of sources read without the statements that have none, against those of the whole sources."""

from __future__ import annotations

import multiprocessing
import sysconfig
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import corpora
import hypothesmith
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from extractor.extraction.file import read_source
from extractor.extraction.python.extract import _extract_abridged, _extract_whole

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.sweep

TREES = {
    "stdlib": lambda factory: Path(sysconfig.get_path("stdlib")),
    "packages": lambda factory: Path(sysconfig.get_path("purelib")),
    "django": corpora.django,
    "pytorch": corpora.pytorch,
}
SHOWN = 40
EXAMPLES = 1_000
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""All but the search for the largest programs, which can take many times as long as all else."""


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_no_fact_of_a_real_source_is_lost(
    tree: Callable[[pytest.TempPathFactory], Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tree(tmp_path_factory)
    found = (path.relative_to(root) for path in root.rglob("*") if path.suffix in {".py", ".pyi"} and path.is_file())
    paths = sorted(path.as_posix() for path in found if "site-packages" not in path.parts)
    context = multiprocessing.get_context("spawn")  # forked, they would inherit pytest's warnings as errors
    with ProcessPoolExecutor(mp_context=context) as pool:
        results = list(pool.map(partial(compare, root), paths, chunksize=4))
    differences = [result for result in results if result]
    abridged = sum(result is not None for result in results)
    print(f"{abridged} of {len(paths)} sources were abridged")
    assert abridged > 0.9 * len(paths) > 100, "too few sources were abridged to say anything"
    assert not differences, f"{len(differences)} sources:\n" + "\n".join(differences[:SHOWN])


def compare(root: Path, path: str) -> str | None:
    """What differs between both readings of a source, nothing, or None where it is not abridged."""
    warnings.simplefilter("ignore")
    source = read_source(path, (root / path).read_bytes())
    short = _extract_abridged(source)
    if short is None:
        return None
    whole = _extract_whole(source)
    if short == whole:
        return ""
    return f"{path}: {[name for name in short.__struct_fields__ if getattr(short, name) != getattr(whole, name, None)]}"


@pytest.mark.filterwarnings("ignore")
def test_no_fact_of_a_generated_source_is_lost() -> None:
    abridged: list[bool] = []

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(hypothesmith.from_node())
    def lose_nothing(source: str) -> None:
        short = _extract_abridged(source)
        abridged.append(short is not None)
        assert short is None or short == _extract_whole(source)

    lose_nothing()
    assert sum(abridged) > EXAMPLES / 2, "too few sources were abridged to say anything"
