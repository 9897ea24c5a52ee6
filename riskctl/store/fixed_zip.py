"""A package of parts whose bytes depend on the parts alone: no clock, no user, and no compressor of this machine."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MADE_BY_UNIX: Final = 3
_PLAIN_FILE: Final = 0o644 << 16


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the parts as a zip file, in the order given.

    They are stored as they are: compressors differ between systems, so that the same report would have other bytes.
    """
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts:
            part = zipfile.ZipInfo(name, _EPOCH)
            part.create_system, part.external_attr = _MADE_BY_UNIX, _PLAIN_FILE
            package.writestr(part, content)
    return data.getvalue()


def repacked(data: bytes) -> bytes:
    """Return a zip file packed that way."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return packed([(part.filename, package.read(part)) for part in package.infolist()])
