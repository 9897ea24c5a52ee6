"""Signing a statement with the person's own key: by `ssh-keygen -Y sign`, from a file, an agent or a security key.

Nothing of the key is read here but its public half.
"""

import base64
import binascii
import os
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from riskctl.core.decisions import Key
from riskctl.errors import RiskctlError
from riskctl.store.programs import environment, program
from riskctl.store.signatures import NAMESPACE, is_signed

KINDS: Final = ("ssh-ed25519", "sk-ssh-ed25519@openssh.com")
_KEPT: Final = ("SSH_AUTH_SOCK", "DISPLAY", "SSH_ASKPASS", "HOME")
_MOST: Final = 64 * 1024
_BEGIN, _END = "-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"
_MAGIC: Final = b"openssh-key-v1\0"


def usable_key(path: str, person: str, keys: Sequence[Key], day: date) -> str:
    """Return the public half of a key file, `ssh-ed25519 AAAA…`, once the person may sign with it on the day.

    Raise RiskctlError when it can't be read, is of another kind, is not the person's, or does not count that day.
    """
    _keygen()
    public = _public_half(path)
    kind = public.split()[0]
    if kind not in KINDS:
        raise RiskctlError("key-kind", path=path, value=kind)
    own = [key for key in keys if key.key.split(" ")[:2] == public.split(" ")]
    if not own:
        raise RiskctlError("key-unknown", path=path, person=person, value=public)
    if not any(key.since <= day <= key.until for key in own):
        last = max(own, key=lambda key: key.until)
        raise RiskctlError("key-expired", path=path, person=person, since=last.since, until=last.until, date=day)
    return public


def sign(statement: bytes, path: str, person: str, keys: Sequence[Key], day: date) -> bytes:
    """Return the signature of a statement, verified as the register verifies it.

    ssh-keygen asks for a passphrase or a touch at the terminal. Raise RiskctlError when there is no signature.
    """
    public = usable_key(path, person, keys, day)
    with tempfile.TemporaryDirectory(prefix="riskctl-") as folder:
        unsigned = Path(folder, "statement.yaml")
        unsigned.write_bytes(statement)
        failure = _run(Path(path).expanduser(), unsigned, touched=public.startswith("sk-"))
        made = unsigned.with_name("statement.yaml.sig")
        signature = made.read_bytes() if made.is_file() and not failure else b""
    if not signature:
        raise RiskctlError(_cause(failure), path=path, message=failure.strip().splitlines()[-1] if failure else "-")
    if not is_signed(statement, signature, person, keys, day):
        raise RiskctlError("signature-unverified", path=path, person=person)
    return signature


def _run(key: Path, unsigned: Path, *, touched: bool) -> str:
    """Run ssh-keygen; return what it complained of, empty when it signed. A security key speaks for itself."""
    argv = [_keygen(), "-q", "-Y", "sign", "-f", str(key.absolute()), "-n", NAMESPACE, str(unsigned)]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    errors = None if touched else subprocess.PIPE
    done = subprocess.run(
        argv, stdout=subprocess.DEVNULL, stderr=errors, env={**kept, **environment(), "LC_ALL": "C"}, check=False
    )
    said = (done.stderr or b"").decode(errors="replace")
    return "" if done.returncode == 0 else said or "ssh-keygen"


def _keygen() -> str:
    found = program("ssh-keygen")
    if found is None:
        raise RiskctlError("no-ssh-keygen")
    return found


def _cause(said: str) -> str:
    """Return the error for what ssh-keygen said."""
    lowered = said.lower()
    if "passphrase" in lowered:
        return "key-passphrase"
    if "no private key" in lowered or "agent" in lowered or "no such file" in lowered:
        return "key-not-there"
    return "not-signed"


def _public_half(path: str) -> str:
    """Return the type and the key of a public key file, or of a private one: its public half is never encrypted."""
    try:
        with Path(path).expanduser().open("rb") as file:
            text = file.read(_MOST).decode(errors="replace").strip()
    except OSError as error:
        raise RiskctlError("file-unreadable", path=path, message=error.strerror or "") from None
    if text.startswith(_BEGIN):
        return _from_private(path, text)
    parts = text.split()
    if len(parts) < 2 or "PRIVATE KEY" in text:  # noqa: PLR2004
        raise RiskctlError("key-kind", path=path, value=text.partition("\n")[0][:40])
    return f"{parts[0]} {parts[1]}"


def _from_private(path: str, text: str) -> str:
    try:
        data = base64.b64decode(text.removeprefix(_BEGIN).partition(_END)[0])
        rest = data.removeprefix(_MAGIC)
        for _ in range(3):  # cipher, key derivation and its options
            _, rest = _string(rest)
        blob, _ = _string(rest[4:])
        kind = _string(blob)[0].decode()
    except (ValueError, binascii.Error, struct.error):
        raise RiskctlError("key-kind", path=path, value=_BEGIN) from None
    return f"{kind} {base64.b64encode(blob).decode()}"


def _string(data: bytes) -> tuple[bytes, bytes]:
    length = struct.unpack(">I", data[:4])[0]
    return data[4 : 4 + length], data[4 + length :]
