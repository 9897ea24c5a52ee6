"""The commands that a person can copy to mend what `doctor` finds: quoted for the shell of the machine."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from riskctl.store.programs import program

_INSTALLERS = (("apt-get", "sudo apt-get install"), ("dnf", "sudo dnf install"), ("brew", "brew install"))
_WINGET = {"git": "Git.Git", "openssh-client": "Microsoft.OpenSSH.Beta"}


def quoted(*words: str | Path) -> str:
    """Return a command line."""
    shown = [str(word) for word in words]
    return subprocess.list2cmdline(shown) if os.name == "nt" else shlex.join(shown)


def git(top: Path, *words: str | Path) -> str:
    """Return a git command for a repository."""
    return quoted("git", "-C", top, *words)


def riskctl(*words: str | Path) -> str:
    """Return a command of riskctl."""
    return quoted("riskctl", *words)


def install(package: str) -> str:
    """Return the command that installs or renews a program on this machine."""
    if os.name == "nt":
        return f"winget install --id {_WINGET[package]}"
    names = {"brew": {"openssh-client": "openssh"}, "dnf": {"openssh-client": "openssh-clients"}}
    for installer, command in _INSTALLERS:
        if program(installer):
            return f"{command} {names.get(installer, {}).get(package, package)}"
    return f"xcode-select --install  # {package}" if sys.platform == "darwin" else f"sudo apt-get install {package}"


def delete(paths: Iterable[Path]) -> str:
    """Return the command that deletes files; empty where none of them can be named on a line."""
    return _of_files(("del",) if os.name == "nt" else ("rm", "--"), paths)


def _of_files(command: tuple[str, ...], paths: Iterable[Path]) -> str:
    """Return a command for files, without those whose name would end the line or hide in it: a clone may hold any."""
    shown = [path for path in paths if str(path).isprintable()]
    return quoted(*command, *shown) if shown else ""


def set_clock() -> str:
    """Return the command that sets the machine's clock by the network."""
    if os.name == "nt":
        return "w32tm /resync"
    return "sudo sntp -sS time.apple.com" if sys.platform == "darwin" else "sudo timedatectl set-ntp true"


def mode(change: str, paths: Iterable[Path]) -> str:
    """Return the command that changes who may do what with files; empty as of `delete`."""
    return _of_files(("chmod", change, "--"), paths)


def utf8() -> str:
    """Return the command that has the terminal speak UTF-8."""
    return "chcp 65001" if os.name == "nt" else "export LC_ALL=C.UTF-8"


def unset(name: str) -> str:
    """Return the command that takes a variable out of the environment."""
    return f"set {name}=" if os.name == "nt" else f"unset {name}"
