"""What is kept of what fuzzing found: `python -m tests.fuzz_corpus FOLDER` adds to `tests/corpus` what is new.

Of all inputs in the folder, for each kind of file and each rule that breaks in it the smallest one that shows it is
kept, unless the corpus shows it already. Inputs with a fault (`fault-*`) are always kept.
"""

import hashlib
import sys
from pathlib import Path

from tests.fuzzing.judge import judge, quicker
from tests.fuzzing.material import CORPUS, corpus, folder_of, unpacked

MOST_BYTES = 3_000


def shows(path: str, data: bytes) -> frozenset[tuple[str, str]]:
    """Return what an input shows: the kind of file, and each rule that breaks; a star where it breaks elsewhere."""
    return frozenset((folder_of(path), code) for code in judge(path, data))


def chosen(folder: Path) -> list[bytes]:
    """Return the inputs of a folder that show something new, the smallest first."""
    known = {each for path, data in corpus() for each in shows(path, data)}
    kept = []
    for file in sorted(folder.iterdir(), key=lambda each: each.stat().st_size):
        if file.stat().st_size > MOST_BYTES:
            continue
        data = file.read_bytes()
        try:
            found = shows(*unpacked(data))
        except (ValueError, AttributeError):
            continue
        if found - known or file.name.startswith("fault-"):
            known |= found
            kept.append(data)
    return kept


def main() -> None:
    """Add to the corpus."""
    quicker()
    for data in chosen(Path(sys.argv[1])):
        (CORPUS / f"{hashlib.sha256(data).hexdigest()[:12]}.bin").write_bytes(data)


if __name__ == "__main__":
    main()
