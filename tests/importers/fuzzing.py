"""Samples changed from seeds, and the law held against each: the same files on every machine."""

import signal
import traceback
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

from tests.importers.law import Marks, judge, marks_of
from tests.importers.mutations import mutate
from workbench.importers.archives import unpack
from workbench.importers.profiles import Profile, load_profiles
from workbench.importers.reading import is_ocr, read_sheets

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "artefacts" / "fuzz"
BESIDE = (".expected.json", ".md", ".py")
SAMPLES = sorted(
    path
    for path in (ROOT / "tests" / "samples").glob("*/*")
    if path.is_file() and not path.name.endswith(BESIDE)
)
LONGEST = 60  # seconds for one file, before it counts as a hang


@cache
def sample(path: Path) -> tuple[bytes, Marks, tuple[Profile, ...]]:
    """Return a sample's bytes, the words that mark its rows, and all profiles that may fit it."""
    content = path.read_bytes()
    marks: Marks = {}
    for name, part in unpack(content, path.name):
        marks |= {} if is_ocr(part) else marks_of(part, read_sheets(part, name))
    return content, marks, load_profiles(path.parent, path.parent.name)


def fuzz(seeds: Iterable[int]) -> tuple[Counter[str], list[str]]:
    """Judge the file of each seed; return the counts, and what was wrong with which file."""
    counts: Counter[str] = Counter()
    faults = []
    signal.signal(signal.SIGALRM, _too_long)
    for seed in seeds:
        path = SAMPLES[seed % len(SAMPLES)]
        content, marks, profiles = sample(path)
        changed = mutate(Random(seed), content)
        signal.alarm(LONGEST)
        try:
            counts += judge(changed, path.name, profiles, marks)
        except Exception:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{seed}-{path.name}").write_bytes(changed)
            faults.append(f"{seed}-{path.name}: {traceback.format_exc(limit=-3)}")
        signal.alarm(0)
    return counts, faults


def _too_long(*_: object) -> None:
    raise TimeoutError
