"""Keys made for one run, and statements signed with them; each signature is made once."""

import os
import shutil
import subprocess
import tempfile
import weakref
from functools import cache
from pathlib import Path
from typing import Final

NAMESPACE: Final = "riskctl-approval@v1"


class Keyring:
    """Keys by name, made when first asked for, and the folder that holds them while they are used."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="riskctl-keys-"))
        self._gone = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self._signatures: dict[tuple[str, str, bytes], bytes] = {}

    def public(self, name: str, kind: str = "ed25519") -> str:
        """Return the public half of a key as organisation.yaml has it: its kind and its base64."""
        if not (self.folder / name).exists():
            _ssh_keygen("-q", "-t", kind, "-N", "", "-C", name, "-f", str(self.folder / name))
        words = (self.folder / f"{name}.pub").read_text(encoding="ascii").split()
        return " ".join(words[:2])

    def sign(self, name: str, data: bytes, namespace: str = NAMESPACE) -> bytes:
        """Return the armoured signature of bytes by a key."""
        self.public(name)
        asked = (name, namespace, data)
        if asked not in self._signatures:
            key = str(self.folder / name)
            self._signatures[asked] = _ssh_keygen("-Y", "sign", "-q", "-n", namespace, "-f", key, data=data)
        return self._signatures[asked]


@cache
def keyring() -> Keyring:
    """Return the one keyring of the run."""
    return Keyring()


def _ssh_keygen(*argv: str, data: bytes = b"") -> bytes:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(["ssh-keygen", *argv], input=data, capture_output=True, check=True, env=environment)
    return done.stdout
