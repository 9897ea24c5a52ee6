"""Signed approvals, checked with `ssh-keygen -Y verify` against the person's keys valid at the time."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from riskctl.core.decisions import Key
from riskctl.store.programs import environment, program

NAMESPACE: Final = "riskctl-approval@v1"
_KEY: Final = re.compile(r"(?:ssh-ed25519|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]{40,400}={0,3}", re.ASCII)
_TIMEOUT_SECONDS: Final = 20


def is_signed(statement: bytes, signature: bytes, person: str, keys: Sequence[Key], day: date) -> bool:
    """Whether a statement's signature was made by the person with one of the keys valid on the day, `until` inclusive.

    Anything that can't be verified, also for lack of ssh-keygen, is not signed.
    """
    allowed = allowed_signers(person, keys, day)
    keygen = program("ssh-keygen")
    if not allowed or keygen is None:
        return False
    with tempfile.TemporaryDirectory(prefix="riskctl-") as folder:
        signers, signed = Path(folder, "allowed_signers"), Path(folder, "statement.sig")
        signers.write_bytes(allowed.encode())
        signed.write_bytes(signature)
        argv = [keygen, "-Y", "verify", "-f", str(signers), "-I", person, "-n", NAMESPACE, "-s", str(signed)]
        known = {**environment(), "LC_ALL": "C"}
        done = subprocess.run(
            argv, input=statement, capture_output=True, env=known, timeout=_TIMEOUT_SECONDS, check=False
        )
    return done.returncode == 0


def allowed_signers(person: str, keys: Sequence[Key], day: date) -> str:
    """Return the lines by which ssh-keygen knows a person's keys of the day; a key of another form is left out."""
    valid = [key.key for key in keys if key.since <= day <= key.until and _KEY.fullmatch(key.key)]
    return "".join(f'{person} namespaces="{NAMESPACE}" {key}\n' for key in valid)
