"""Mutations: of bytes, as a clumsy or hostile hand makes them, and of the structure, so that rules are reached."""

import random
from functools import lru_cache
from typing import Final

from riskctl.store.nodes import Node, nodes_of
from riskctl.store.yaml_events import parse
from tests.fuzzing.material import by_folder, corpus, folder_of, neighbours, originals

PIECES: Final = (
    *(b"&a ", b"*a", b"!!python/object:os.system ", b"<<: ", b"? ", b"- ", b"{", b"}", b"[", b"]", b"|", b">"),
    *(b"%YAML 1.1\n", b"%TAG ! tag:x,2026:\n", b"---\n", b"...\n", b"\t", b"\r\n", b"\x00", b"\x1b[31m", b"\xff"),
    *("\u202e".encode(), "\ufeff".encode(), "\u2028".encode(), "\u0085".encode(), "e\u0301".encode(), b"null", b"~"),
    *(b"yes", b"1_000", b"0x10", b"1e9", b"2026-02-30", b"25:99", "٣".encode(), b'"\\ud800"', b"'", b'"', b": ", b"#"),
    *(b"[" * 40, b"{a: " * 40, b"x" * 30_000, b"a:\n" * 200, b"9" * 400, b"[[]," * 2_000, b"? " * 50, b"- " * 50),
    *(
        b"&a [*a, *a]",
        b"::error::",
        b"##vso[task.setvariable]",
        b"{{ 7*7 }}",
        b"=1+1",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80",
    ),
)
VALUES: Final = (
    *("0", "-1", "1", "9", "10", "999999999", "9999999999", "1.5", "true", "null", '""', "''", "[]", "{}", "~", "[{}]"),
    *("1900-01-01", "2999-12-31", "9999-12-31", "0001-01-01", "2024-02-29", "2026-02-29", "2026-11-23"),
    *(
        "2026-11-23T12:00:00+01:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+23:59",
        "2999-12-31T23:59:59-23:59",
    ),
    *("1900-01-01T00:00:00+14:00", "P999Y", "P9999M", "P99999D", "PT99999H", "PT0M", "P0D", "P3M", "P1Y2M3W4D"),
    *(
        "low",
        "critical",
        "none",
        "very-high",
        "accept",
        "mitigate",
        "retired",
        "planned",
        "minuted",
        "signed",
        "approved",
    ),
    *("nexus", "nexus#ransomware", "nexus/2026-04-22", "action:nexus-noedlister", "procedure", "organisation", "anne"),
    *("acceptance:nexus/2026-04-22#ransomware", "system-owner", "executive-board", "ransomware", "backup", "2025.1"),
    *('"2026.1"', "{da: x, en: y}", "[a, a]", "[low, low, low, low]", "[4, 3, 2, 1]", "{a: {b: {c: d}}}", "'1'"),
    *(
        r'"\u202e"',
        r'"\e[2J"',
        r'"\0"',
        '"::error::x"',
        '"a\\nb"',
        "æøå",
        "x" * 21_000,
        "Europe/Copenhagen",
        "Mars/Phobos",
    ),
)
"""Written into the text in place of a value or beside one."""
NAMES: Final = (
    *(
        "\n",
        "\x1b[2J",
        "\u202e",
        "\u200b",
        "\udcff",
        "\0",
        " ",
        "/",
        "//",
        "../",
        ".",
        "..",
        "~",
        "%2e",
        "\\",
        ":",
        "*",
    ),
    *("A", "æ", "e\u0301", "٣", "::error::", "##[group]", "con", "nul.yaml", ".git/", ".yaml", ".sig", "-2", "-1", "#"),
    *(
        "x" * 64,
        "x" * 255,
        "x/" * 200,
        "assessments/",
        "procedure.yaml",
        "$(id)",
        "`id`",
        "{{7*7}}",
        "<script>",
        '"',
        "'",
    ),
)
"""Written into the name of a file."""


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to four mutations of bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            changed[at:at] = chance.choice(PIECES)
        elif kind == 1:
            del changed[at : at + chance.randint(1, 40)]
        elif kind == 2 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif kind == 3:
            piece = changed[at : at + 60]
            changed[at:at] = piece
        else:
            lines = bytes(changed).split(b"\n")
            chance.shuffle(lines)
            changed = bytearray(b"\n".join(lines))
    return bytes(changed)


@lru_cache(maxsize=2_000)
def _spans(data: bytes) -> tuple[str, tuple[tuple[int, int, bool], ...]] | None:
    """Return a text and where its values (True) and keys (False) stand; None for one that can not be read."""
    if parse(data).faults:
        return None
    text = data.decode()
    found: list[tuple[int, int, bool]] = []

    def walk(node: Node) -> None:
        found.extend((key.start, key.end, False) for key in node.keys.values())
        for child in node.children:
            found.append((child.start, child.end, True))
            walk(child)

    walk(nodes_of(text))
    return text, tuple(each for each in found if each[0] < each[1])


def restructured(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return the text with one to three keys or values replaced, taken out, doubled, or taken from another file."""
    mine, theirs = _spans(data), _spans(other)
    if mine is None or theirs is None or not mine[1] or not theirs[1]:
        return mutated(data, chance)
    text, spans = mine
    for start, end, is_value in sorted(chance.sample(spans, min(len(spans), chance.randint(1, 3))), reverse=True):
        text = text[:start] + _instead(text[start:end], is_value, theirs, chance) + text[end:]
    return text.encode()


def _instead(
    old: str, is_value: bool, theirs: tuple[str, tuple[tuple[int, int, bool], ...]], chance: random.Random
) -> str:
    kind = chance.randrange(8)
    if kind <= 2:
        return chance.choice(VALUES)
    if kind <= 4:
        text, spans = theirs
        start, end, _ = chance.choice([each for each in spans if each[2] == is_value] or spans)
        return text[start:end]
    if kind == 5:
        return f"{old}, {old}" if chance.random() < 0.5 else f"[{old}, {old}]"
    if kind == 6:
        return f"{{x: {old}}}" if is_value else f"{old}: 1\n{old.upper()}"
    return "" if chance.random() < 0.3 else old[: chance.randrange(len(old))] + chance.choice("0123456789abcæ:#-_/ .")


def next_input(chance: random.Random) -> tuple[str, bytes]:
    """Return a path of the register and mutated bytes under it."""
    kept = corpus()
    if kept and chance.random() < 0.1:
        path, data = chance.choice(kept)
        return path, mutated(data, chance)
    if chance.random() < 0.5:
        path = chance.choice([each for each in neighbours() if each != "procedure.yaml" or chance.random() < 0.3])
        data = neighbours()[path]
    else:
        path = chance.choice(by_folder()[chance.choice(list(by_folder()))])
        data = originals()[path]
    other = chance.choice(by_folder()[folder_of(path)])
    changed = restructured(data, originals()[other], chance)
    if chance.random() < 0.02:
        path = renamed(path, chance)
    return path, mutated(changed, chance) if chance.random() < 0.3 else changed


def renamed(path: str, chance: random.Random) -> str:
    """Return a path with a piece of another name in it, or a part of it taken out."""
    at = chance.randrange(len(path) + 1)
    return path[:at] + chance.choice(NAMES) + path[at + chance.randrange(3) :]
