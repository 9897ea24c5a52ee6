"""Hostile content: the table of spec/4-trust.md, "Hostile input", a row a statement, and what was found beside it.

A row is a file that somebody nobody trusts has put into the register, and what `check` must say of it, and where.
"""

from typing import Final, NamedTuple

SYSTEM: Final = """\
name: Test
kind: application
status: in-use
registered: 2024-01-01
unit: care
owner: anne
operations: carl
personal_data: none
criticality: low
"""


class Row(NamedTuple):
    """One hostile file: what it is, its bytes, and the rule and place it is refused by; no rule when it is fine."""

    what: str
    data: bytes
    code: str
    at: tuple[int, int] = (0, 0)


def _text(what: str, more: str, code: str = "", at: tuple[int, int] = (0, 0)) -> Row:
    return Row(what, (SYSTEM + more).encode(), code, at)


def _instead(what: str, old: str, new: str, code: str, at: tuple[int, int] = (0, 0)) -> Row:
    assert SYSTEM.count(old) == 1
    return Row(what, SYSTEM.replace(old, new).encode(), code, at)


def _characters() -> list[Row]:
    """Each class of character as itself, and by escape."""
    rows = []
    for name, character in (
        ("escape", "\x1b"),
        ("bell", "\x07"),
        ("backspace", "\x08"),
        ("delete", "\x7f"),
        ("tab", "\t"),
        ("C1", "\x9b"),
        ("next line", "\x85"),
        ("line separator", "\u2028"),
        ("paragraph separator", "\u2029"),
        ("bidi override", "\u202e"),
        ("bidi isolate", "\u2066"),
        ("Arabic letter mark", "\u061c"),
        ("zero-width space", "\u200b"),
        ("zero-width joiner", "\u200d"),
        ("soft hyphen", "\u00ad"),
        ("word joiner", "\u2060"),
        ("byte order mark inside", "\ufeff"),
        ("private use", "\ue000"),
        ("tag character", "\U000e0041"),
    ):
        rows.append(_text(f"{name}", f"description: a{character}b\n", "SCH005", (10, 15)))
        escape = f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
        rows.append(_text(f"{name}, by escape", f'description: "a{escape}b"\n', "SCH005", (10, 14)))
    rows += [
        _text("NUL", "description: a\0b\n", "SCH005", (10, 15)),
        _text("NUL, by escape", 'description: "a\\0b"\n', "SCH005", (10, 14)),
        _text("half of a surrogate pair, by escape", 'description: "\\ud800"\n', "SCH001"),
        _text("not composed", "description: e\u0301\n", "SCH004", (10, 14)),
        _text("not composed, by escape", 'description: "e\\u0301"\n', "SCH004", (10, 14)),
        _text("carriage return", "description: a\r\n", "SCH012", (10, 15)),
        _text("carriage return, by escape", 'description: "a\\rb"\n', "SCH005", (10, 14)),
        Row("byte order mark first", b"\xef\xbb\xbf" + SYSTEM.encode(), "SCH004", (1, 1)),
        Row("not UTF-8", SYSTEM.encode() + b"description: \xff\n", "SCH004", (10, 14)),
        Row("overlong UTF-8", SYSTEM.encode() + b"description: \xc0\xaf\n", "SCH004", (10, 14)),
        Row("surrogate in UTF-8", SYSTEM.encode() + b"description: \xed\xa0\x80\n", "SCH004", (10, 14)),
        Row("UTF-16", SYSTEM.encode("utf-16"), "SCH004", (1, 1)),
        Row("UTF-32", SYSTEM.encode("utf-32-le"), "SCH005", (1, 2)),
        _text("emoji and æøå are fine", "description: Blå 🚒\n"),
    ]
    return rows


def _limits() -> list[Row]:
    """Each limit: at it, and just over it."""
    head = len(SYSTEM.encode())
    most = 256 * 1024
    items = 5_000 - 21  # the rest: the mapping, nine keys and values, the key and the list

    def listing(count: int) -> str:
        return "aliases: [" + ", ".join(map(str, range(count))) + "]\n"

    return [
        Row("256 KiB", SYSTEM.encode() + b"#" * (most - head), ""),
        Row("256 KiB and a byte", SYSTEM.encode() + b"#" * (most - head + 1), "SCH002", (1, 1)),
        _text("20,000 characters", "description: " + "x" * 20_000 + "\n"),
        _text("20,001 characters", "description: " + "x" * 20_001 + "\n", "SCH003", (10, 14)),
        _text("20,001 characters of 4 bytes", "description: " + "🚒" * 20_001 + "\n", "SCH003", (10, 14)),
        _text("20,001 characters in a block", "description: |\n" + "  a\n" * 10_001, "SCH003", (10, 14)),
        _text("20,001 characters in a key", "? " + "k" * 20_001 + "\n: x\n", "SCH003", (10, 3)),
        _text("12 levels", "x: " + "{a: " * 11 + "1" + "}" * 11 + "\n", "SCH102", (10, 1)),
        _text("13 levels", "x: " + "{a: " * 12 + "1" + "}" * 12 + "\n", "SCH003", (10, 48)),
        _text("5,000 nodes", listing(items)),
        _text("5,001 nodes", listing(items + 1), "SCH003"),
        _text("100,000 open lists", "x: " + "[" * 100_000, "SCH003"),
        _text("30,000 open mappings", "x: " + "{a: " * 30_000, "SCH003"),
        _text("100,000 question marks", "? " * 50_000, "SCH001"),
        _text("a megabyte of nothing", "x:" + " " * 1_000_000, "SCH002", (1, 1)),
    ]


def _yaml() -> list[Row]:
    """What YAML offers beyond mappings, lists and text."""
    return [
        _text("anchor", "description: &a x\n", "SCH006", (10, 14)),
        _text("anchor on a mapping", "external: &a {kitos: x}\n", "SCH006", (10, 11)),
        _text("alias", "description: *a\n", "SCH006", (10, 14)),
        _text("anchor and alias", "aliases: [&a x, *a]\n", "SCH006", (10, 11)),
        _text("alias as a key", "aliases: [&a x]\n*a : y\n", "SCH001"),
        _text(
            "an alias bomb", "".join(f"k{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 30)), "SCH006", (10, 5)
        ),
        _text("tag", "description: !!str x\n", "SCH006", (10, 14)),
        _text("tag that constructs", "description: !!python/object/apply:os.system [id]\n", "SCH006", (10, 14)),
        _text("own tag", "description: !x y\n", "SCH006", (10, 14)),
        _text("verbatim tag", "description: !<tag:x> y\n", "SCH006", (10, 14)),
        _text("non-specific tag", "description: ! y\n", "SCH006", (10, 14)),
        _text("tag on a key", "!!str description: y\n", "SCH006", (10, 1)),
        _text("tag of a binary", "description: !!binary aGVq\n", "SCH006", (10, 14)),
        _text("merge key", "<<: {description: x}\n", "SCH006", (10, 1)),
        _text("merge key, quoted", '"<<": x\n', "SCH006", (10, 1)),
        Row("directive", b"%YAML 1.1\n---\n" + SYSTEM.encode(), "SCH006", (1, 1)),
        Row("tag directive", b"%TAG ! tag:x,2026:\n---\n" + SYSTEM.encode(), "SCH006", (1, 1)),
        Row("a start of the document is fine", b"---\n" + SYSTEM.encode(), ""),
        _text("second document", "---\nname: x\n", "SCH009", (10, 1)),
        _text("second document after an end", "...\nname: x\n", "SCH001", (11, 1)),
        _text("duplicate key", "name: x\n", "SCH007", (10, 1)),
        _text("duplicate key by case", "Name: x\n", "SCH007", (10, 1)),
        _text("duplicate key by escape", '"n\\u0061me": x\n', "SCH007", (10, 1)),
        _text("duplicate key by case folding", "straße: x\nSTRASSE: y\n", "SCH007", (11, 1)),
        _text("a list as a key", "? [a]\n: x\n", "SCH001", (10, 3)),
        _text("a mapping as a key", "? {a: b}\n: x\n", "SCH001", (10, 3)),
        _text("an empty key", ": x\n", "SCH001", (10, 1)),
        *(_text(f"null as {each!r}", f"description: {each}\n", "SCH008", (10, 14)) for each in ("~", "null", "NULL")),
        _text("null as nothing", "description:\n", "SCH008", (10, 13)),
        _text("empty text", 'description: ""\n', "SCH008", (10, 14)),
        _text("only spaces", 'description: "   "\n', "SCH008", (10, 14)),
        _text("only no-break spaces", 'description: "\u00a0"\n', "SCH008", (10, 14)),
        Row("nothing", b"", "SCH008", (1, 1)),
        Row("a comment alone", b"# hej\n", "SCH008", (1, 1)),
        Row("a list", b"- name\n", "SCH109", (1, 1)),
        Row("text", b"name\n", "SCH109", (1, 1)),
        Row("a prototype", SYSTEM.encode() + b"__proto__: {a: b}\n__class__: x\n", "SCH102", (10, 1)),
        Row("JSON is YAML", b'{"name": "Test", "kind": 3}', "SCH101"),
    ]


def _values() -> list[Row]:
    """What a model must not take for a value of the kind it wants."""
    level = "controls: {backup: {maturity: MATURITY, date: 2026-01-10, evidence: x}}\n"

    def maturity(text: str, code: str) -> Row:
        return _text(f"maturity {text}", level.replace("MATURITY", text), code, (10, 21) if code else (0, 0))

    return [
        maturity("3", ""),
        *(
            maturity(text, "SCH104")
            for text in (
                "true",
                "yes",
                "'3'",
                '"3"',
                "3.0",
                "03",
                "+3",
                "1_000",
                "0x3",
                "0o3",
                "3e0",
                "٣",
                "３",
                "²",
                "-1",
            )
        ),
        *(maturity(text, "SCH105") for text in ("0", "9", "999999999")),
        maturity("9" * 4_000, "SCH104"),
        maturity("9999999999", "SCH104"),
        *(
            _instead(f"date {text}", "2024-01-01", text, "SCH106", (4, 1))
            for text in (
                *("2026-02-30", "2025-02-29", "2026-13-01", "0000-00-00", "0001-01-01", "9999-12-31", "3000-01-01"),
                *("1899-12-31", "2026-1-1", "20260101", "2026-W01-1", "2026-001", "2026-01-01T00:00:00Z", "٢٠٢٦-٠١-٠١"),
                *("+2026-01-01", "now", "true", "1.5"),
            )
        ),
        *(
            _instead(f"unit {text[:12]}", "unit: care", f"unit: {text}", "SCH110", (5, 1))
            for text in (
                "Care",
                "../care",
                "care/..",
                "-care",
                "cåre",
                "caré",
                "a" * 65,
                "a" * 19_999,
                "care.yaml",
                "а",
            )
        ),
        _instead("kind true", "kind: application", "kind: true", "SCH103", (2, 1)),
        _instead("kind a list", "kind: application", "kind: [application]", "SCH109", (2, 1)),
        _instead("name a mapping", "name: Test", "name: {da: Test}", "SCH109", (1, 1)),
        _text("a list that is a mapping", "aliases: {a: b}\n", "SCH109", (10, 1)),
        _text("unknown key", "__init__: x\n", "SCH102", (10, 1)),
        _text("unknown key of 19,000 characters", "? " + "k" * 19_000 + "\n: x\n", "SCH102"),
    ]


ROWS: Final = (*_characters(), *_limits(), *_yaml(), *_values())
"""Each file by itself."""
