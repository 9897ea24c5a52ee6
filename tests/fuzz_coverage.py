"""Files led by coverage: `pip install atheris`, then `python -m tests.fuzz_coverage FOLDER -max_total_time=600`.

Inputs are as in `tests/corpus`: the path of a file of the register as JSON on the first line, then its bytes. New
ones that reach code not reached before are put in the folder; `python -m tests.fuzz_corpus FOLDER` keeps of them what
the corpus does not show yet. The options are libFuzzer's. Linux only; not a part of the gate, which runs the corpus.
"""

import random
import sys

import atheris


def main() -> None:
    """Fuzz until told to stop; a fault ends it with a traceback, and the input is written to the working folder."""
    with atheris.instrument_imports(include=["riskctl"]):
        from tests.fuzzing.judge import judge, quicker
        from tests.fuzzing.material import neighbours, originals, packed, unpacked
        from tests.fuzzing.mutate import restructured

    quicker()

    def one(data: bytes) -> None:
        try:
            path, content = unpacked(data)
        except ValueError:
            return
        judge(path, content, due=True)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        try:
            path, content = unpacked(data)
        except ValueError:
            return packed(*chance.choice(list(neighbours().items())))[:most]
        if chance.random() < 0.5:
            return packed(path, restructured(content, chance.choice(list(originals().values())), chance))[:most]
        return packed(path, atheris.Mutate(content, max(most - len(packed(path, b"")), 1)))[:most]

    atheris.Setup(sys.argv, one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
