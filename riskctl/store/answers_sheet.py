"""The work sheet of an assessment read back: field by field into the answers that a YAML file would give."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from riskctl.core.ids import is_id, slug
from riskctl.core.moment import Clock
from riskctl.core.register import Register
from riskctl.errors import RiskctlError
from riskctl.store.answers_file import NO_ID, AnswersRead, At, F, Misread, bounded
from riskctl.store.schema import validate
from riskctl.store.sheet_layout import (
    ACTIONS,
    FIELDS,
    FORMAT,
    RISKS,
    Column,
    Sheet,
    SheetWords,
    heading,
    sheet_name,
)
from riskctl.store.sheet_values import SheetValues
from riskctl.store.workbook import FORMULA, MAX_BYTES, Rows, address, as_text, read_workbook
from riskctl.store.yaml_events import MAX_SCALAR, forbidden_character
from riskctl.text import LANGUAGES, Words

_HOUR: Final = re.compile(r"(?:kl\.? ?)?([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2})?", re.ASCII)
_HEADINGS_WITHIN: Final = 60
"""How many rows the headings may stand below the top."""

Tree = dict[str, Any]


def read_sheet(path: str, register: Register, system: str, clock: Clock, model: type[F]) -> AnswersRead[F]:
    """Return the answers of a work sheet.

    Raise RiskctlError for a file that can't be read, or that is no work sheet of an assessment.
    """
    grids = read_workbook(path, bounded(path, MAX_BYTES))
    reading = _Reading(path, register, system, clock, grids)
    tree = reading.tree()
    answered, findings = validate(model, tree, path, NO_ID, register.procedure.scales)
    usable = answered if not findings and not reading.misread else None
    return AnswersRead(path, usable, tuple(findings), reading.where, tuple(reading.misread))


class _Reading:
    """One work sheet being read: the answers found so far, where each stands, and what could not be understood."""

    def __init__(self, path: str, register: Register, system: str, clock: Clock, grids: Mapping[str, Rows]) -> None:
        self.path = path
        self.register = register
        self.system = system
        self.clock = clock
        self.grids = grids
        self.misread: list[Misread] = []
        self._words = self._language()
        self.names = SheetWords(register, self._words)
        self._cells: dict[At, str] = {}
        self._values = SheetValues(self.names, system, self._bad)

    def _language(self) -> Words:
        for words in map(Words, LANGUAGES):
            if sheet_name("risks", words) in self.grids:
                return words
        raise RiskctlError("workbook-foreign", path=self.path, name=sheet_name("risks", Words()))

    def where(self, at: At) -> str:
        """Return the cell of an answer, or of the nearest thing above it."""
        while at and at not in self._cells:
            at = at[:-1]
        return f"{self.path}: {self._cells.get(at, sheet_name('risks', self._words))}"

    def tree(self) -> Tree:
        """Return the answers as the loader would hand them over from YAML."""
        found = {**self._fields(), **self._risks()}
        actions = self._actions()
        since = self._since()
        return {**found, **({"actions": actions} if actions else {}), **({"since": since} if since else {})}

    def _bad(self, where: str, name: str, **values: object) -> None:
        self.misread.append(Misread(f"{self.path}: {where}", name, values))

    def _rows(self, sheet: Sheet) -> tuple[str, Rows]:
        title = sheet_name(sheet, self._words)
        return title, self.grids.get(title, ())

    def _text(self, value: Any, where: str) -> str:
        if value is FORMULA:
            self._bad(where, "formula")
            return ""
        text = unicodedata.normalize("NFC", as_text(value))
        if (bad := forbidden_character(text, "\n")) is not None:
            self._bad(where, "character", character=f"U+{ord(text[bad]):04X}")
            return ""
        if len(text) > MAX_SCALAR:
            self._bad(where, "long", most=MAX_SCALAR)
            return ""
        return text

    def _fields(self) -> Tree:
        title, rows = self._rows("risks")
        labels = {heading(column, self._words).casefold(): column for column in FIELDS}
        found: dict[str, tuple[str, str]] = {}
        for number, row in enumerate(rows[:_HEADINGS_WITHIN]):
            first = next((index for index, value in enumerate(row) if isinstance(value, str)), 0)
            column = labels.get(as_text(row[first]).casefold().rstrip(":")) if row else None
            if column is not None and column.name not in found:
                where = address(title, number, first + 1)
                found[column.name] = (where, self._text(row[first + 1] if row[first + 1 :] else None, where))
                self._cells[(column.field or column.name,)] = where
        tree: Tree = {}
        for column in FIELDS:
            where, text = found.get(column.name, ("", ""))
            if text and column.field and (value := self._values.of(column, text, where)) is not None:
                tree[column.field] = value
        return {**tree, **self._completed(found)}

    def _completed(self, found: Mapping[str, tuple[str, str]]) -> Tree:
        """Return when it was completed: day and hour together, or nothing, which is when the file is read."""
        (day_at, day), (hour_at, hour) = (found.get(name, ("", "")) for name in ("day", "hour"))
        self._cells["completed_at",] = day_at
        if not day and not hour:
            return {}
        parsed = self._values.day(day, day_at) if day else None
        clock = _HOUR.fullmatch(hour.casefold())
        if not day:
            self._bad(day_at, "day-too")
        elif clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:  # noqa: PLR2004 hours and minutes
            self._bad(hour_at, "hour")
        elif parsed is not None:
            start = datetime.combine(date.fromisoformat(parsed), datetime.min.time(), self.clock.zone)
            return {"completed_at": start.replace(hour=int(clock[1]), minute=int(clock[2])).isoformat()}
        return {}

    def _table(self, sheet: Sheet, columns: tuple[Column, ...]) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
        """Yield each row below the headings: its number, its texts and its cells' names, by column."""
        title, rows = self._rows(sheet)
        headings = {heading(column, self._words).casefold(): column.name for column in columns}
        start = 0
        for start, row in enumerate(rows[:_HEADINGS_WITHIN]):  # noqa: B007 used after the loop
            places = {
                name: index
                for index, value in enumerate(row)
                if isinstance(value, str) and (name := headings.get(" ".join(value.split()).casefold()))
            }
            if len(places) > len(columns) // 2:
                break
        else:
            self._bad(title, "headings")
            return
        self._cells[(sheet,)] = address(title, start, 0)
        missing = [column for column in columns if column.name not in places and column.kind != "fact"]
        for column in missing:
            self._bad(address(title, start, 0), "column", column=heading(column, self._words))
        if missing:
            return
        for number, row in enumerate(rows[start + 1 :], start + 1):
            cells = {name: address(title, number, index) for name, index in places.items()}
            read = [column.name for column in columns if column.kind != "fact" and column.name in places]
            values = {name: row[places[name]] if places[name] < len(row) else None for name in read}
            if any(value is not None and value is not FORMULA and as_text(value) for value in values.values()):
                yield number, {name: self._text(value, cells[name]) for name, value in values.items()}, cells

    def _risks(self) -> Tree:
        risks: Tree = {}
        excluded: Tree = {}
        seen: set[str] = set()
        for _, texts, cells in self._table("risks", RISKS):
            threat = self._threat(texts.get("threat", ""), cells)
            key = texts.get("key") or threat
            if threat is None or key is None:
                continue
            if not is_id(key) or key in seen:
                self._bad(cells["key"], "key" if not is_id(key) else "twice", value=key)
                continue
            seen.add(key)
            self._values.keys |= {threat: key, key: key}
            self._place(key, threat, cells)
            fields = self._risk(texts, cells, threat)
            assessed = self._values.one("yes", texts["assessed"], cells["assessed"]) if texts.get("assessed") else None
            if assessed == "yes" or (assessed is None and fields):
                risks[key] = {**({"threat": threat} if threat != key else {}), **fields}
            elif assessed == "no" or texts.get("excluded"):
                excluded[threat] = texts.get("excluded", "")
                if not excluded[threat]:
                    self._bad(cells["excluded"], "why")
        return {**({"risks": risks} if risks else {}), **({"excluded": excluded} if excluded else {})}

    def _threat(self, text: str, cells: Mapping[str, str]) -> str | None:
        return self._values.one("threat", text, cells["threat"])

    def _place(self, key: str, threat: str, cells: Mapping[str, str]) -> None:
        at: At = ("risks", key)
        self._cells[at] = cells["threat"]
        self._cells["excluded", threat] = cells["excluded"]
        for name, cell in cells.items():
            self._cells[(*at, *name.split("."))] = cell

    def _risk(self, texts: Mapping[str, str], cells: Mapping[str, str], threat: str) -> Tree:
        found: Tree = {}
        for column in RISKS[1:]:
            text = texts.get(column.name, "")
            if column.field and text:
                value = self._values.of(column, text, cells[column.name], threat)
                if value is not None:
                    _put(found, column.field, value)
        treatment = found.get("treatment")
        unused = "residual" if treatment == "accept" else "acceptance"
        found.pop(unused, None)
        return found

    def _actions(self) -> Tree:
        found: Tree = {}
        for _, texts, cells in self._table("actions", ACTIONS):
            title = texts.get("title", "")
            if not title:
                self._bad(cells["title"], "title")
                continue
            id_ = self._free(f"{self.system}-{slug(title)}"[:64].strip("-"), found)
            fields: Tree = {}
            for column in ACTIONS:
                self._cells[("actions", id_, *column.field.split("."))] = cells[column.name]
                text = texts.get(column.name, "")
                value = self._values.of(column, text, cells[column.name]) if text else None
                if value is not None:
                    _put(fields, column.field, value)
            found[id_] = fields
        return found

    def _free(self, id_: str, found: Mapping[str, object]) -> str:
        taken = {*self.register.actions, *found}
        numbered = (f"{id_[:60]}-{number}" for number in range(2, len(taken) + 3))
        return id_ if id_ not in taken else next(each for each in numbered if each not in taken)

    def _since(self) -> Any:
        title, rows = self._rows("lists")
        texts = [as_text(row[0]) for row in rows if row and isinstance(row[0], str)]
        if not texts:
            return None
        if texts[0] != FORMAT:
            self._bad(address(title, 0, 0), "version", value=texts[0][:40])
            return None
        try:
            return _as_loaded(json.loads("".join(texts[1:])))
        except (ValueError, RecursionError):
            self._bad(address(title, 1, 0), "since")
            return None


def _put(tree: Tree, field: str, value: Any) -> None:
    *above, last = field.split(".")
    for name in above:
        tree = tree.setdefault(name, {})
    tree[last] = value


def _as_loaded(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_loaded(each) for key, each in value.items()}
    if isinstance(value, list):
        return tuple(map(_as_loaded, value))
    return value if isinstance(value, str) else str(value)
