"""Wrong rules put into the plan and the contacts one at a time: how many do the tests notice?

`make mutants` prints what no test noticed, by function, and fails below nine of ten. Those that are
left are known to be of these kinds:

- texts of errors and encodings, where the words themselves are not what a test looks at;
- a default that cannot be reached, as of a `next` over what is never empty;
- the order of rows that are sorted again, or of which one is chosen by another order;
- a shortcut that only saves time, as looking for holds where there are none;
- the name of a field that a library reads as the same, as "UTF-8" for "utf-8".
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

MUTMUT = [sys.executable, "-m", "mutmut"]
LEAST_NOTICED = 0.9
NUMBER = re.compile(r"__mutmut_\d+")


def main() -> int:
    """Try every wrong rule; return 0 if the tests noticed enough of them."""
    subprocess.run([*MUTMUT, "run"], check=True)
    subprocess.run([*MUTMUT, "export-cicd-stats"], check=True, capture_output=True)
    stats = json.loads(Path("mutants/mutmut-cicd-stats.json").read_text("utf-8"))
    results = subprocess.run([*MUTMUT, "results"], check=True, capture_output=True, text=True)
    unnoticed = Counter(
        NUMBER.sub("", line.strip())
        for line in results.stdout.splitlines()
        if line.endswith(("survived", "no tests"))
    )
    for function, count in sorted(unnoticed.items()):
        print(f"{count:4} {function}")
    noticed = stats["killed"] + stats["timeout"]
    print(f"noticed {noticed} of {stats['total']}: {noticed / stats['total']:.1%}")
    return int(noticed < LEAST_NOTICED * stats["total"])


if __name__ == "__main__":
    sys.exit(main())
