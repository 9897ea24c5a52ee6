"""A language server over stdio, asked as an editor asks: what it offers, says and marks at a place in a file."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

CAPABILITIES: Final = {
    "workspace": {"configuration": True, "workspaceFolders": True, "didChangeConfiguration": {}},
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"], "snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}


class Mark(NamedTuple):
    """A diagnostic: line and column from 1, and what it says."""

    line: int
    column: int
    message: str


class Offer(NamedTuple):
    """A completion: what is explained beside it, and what is inserted."""

    documentation: str
    inserted: str


class LanguageServer:
    """One session of an editor with `folder` open, under its settings."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, settings: Mapping[str, Any]) -> None:
        self._process = process
        self._folder = folder
        self._settings = settings
        self._numbers, self._versions = count(1), count(1)
        self._marks: dict[str, list[Mark]] = {}
        uri = folder.as_uri()
        opened = {"rootUri": uri, "workspaceFolders": [{"uri": uri, "name": folder.name}]}
        self._ask("initialize", {"processId": None, **opened, "capabilities": CAPABILITIES})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": nested(settings)})

    def open(self, path: str, text: str) -> list[Mark]:
        """Open a file with this text, saved or not; return what is marked in it."""
        return self.open_all({path: text})[path]

    def open_all(self, texts: Mapping[str, str]) -> dict[str, list[Mark]]:
        """Open files; return what is marked in each."""
        uris = {path: (self._folder / path).as_uri() for path in texts}
        for path, text in texts.items():
            self._marks.pop(uris[path], None)
            document = {"uri": uris[path], "languageId": "yaml", "version": next(self._versions), "text": text}
            self._tell("textDocument/didOpen", {"textDocument": document})
        while not all(uri in self._marks for uri in uris.values()):
            self._take(self._read())
        return {path: self._marks[uri] for path, uri in uris.items()}

    def close(self, path: str) -> None:
        """Close a file; the server then takes its marks away, and says so."""
        uri = (self._folder / path).as_uri()
        del self._marks[uri]
        self._tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        while uri not in self._marks:
            self._take(self._read())

    def offers(self, path: str, line: int, column: int) -> dict[str, Offer]:
        """Return what is offered at a place, counted from 0, by what it is called."""
        found = self._ask("textDocument/completion", self._place(path, line, column))
        items = found["items"] if isinstance(found, dict) else found
        return {each["label"]: Offer(_words(each.get("documentation")), each.get("insertText", "")) for each in items}

    def says(self, path: str, line: int, column: int) -> str:
        """Return what is shown when the mouse rests on a place."""
        found = self._ask("textDocument/hover", self._place(path, line, column))
        return _words(found["contents"]) if found else ""

    def _place(self, path: str, line: int, column: int) -> dict[str, Any]:
        uri = (self._folder / path).as_uri()
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}

    def _ask(self, method: str, params: Mapping[str, Any]) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._take(message)

    def _tell(self, method: str, params: Mapping[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _take(self, message: Mapping[str, Any]) -> None:
        """Answer what the server asks, and keep what it marks."""
        if "id" in message and "method" in message:
            asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            found = None if asked is None else [section(self._settings, each["section"]) for each in asked]
            self._send({"id": message["id"], "result": found})
        elif message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            starts = [(each["range"]["start"], each["message"]) for each in params["diagnostics"]]
            self._marks[params["uri"]] = sorted(Mark(at["line"] + 1, at["character"] + 1, text) for at, text in starts)

    def _send(self, message: Mapping[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server has stopped"
        message: dict[str, Any] = json.loads(stream.read(length))
        return message


@contextmanager
def served(argv: list[str], folder: Path, settings: Mapping[str, Any]) -> Iterator[LanguageServer]:
    """Give a session with a language server, and end it."""
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield LanguageServer(process, folder, settings)
        finally:
            process.kill()


def nested(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as VS Code sends them: `yaml.schemas` is `schemas` within `yaml`."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        *above, last = [name] if name.startswith("[") else name.split(".")
        at = found
        for part in above:
            at = at.setdefault(part, {})
        at[last] = value
    return found


def section(settings: Mapping[str, Any], name: str) -> Any:
    """Return one part of the settings, which may have parts of its own."""
    found: Any = nested(settings)
    for part in [name] if name.startswith("[") else name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _words(content: Any) -> str:
    return str(content.get("value", "")) if isinstance(content, dict) else str(content or "")
