"""A fingerprint of what a commit holds, to be filed outside git (the trust design: anchors)."""

import hashlib
from collections.abc import Mapping


def content_hash(blobs: Mapping[str, str]) -> str:
    """Return sha256 over each file's path and blob id, in the order of the paths' bytes.

    `blobs` gives the blob id by path relative to the register; each file counts as `<path> NUL <blob id> LF`.
    """
    found = hashlib.sha256()
    for path, blob in sorted((path.encode("utf-8", "surrogateescape"), blob) for path, blob in blobs.items()):
        found.update(path + b"\0" + blob.encode("ascii") + b"\n")
    return f"sha256:{found.hexdigest()}"
