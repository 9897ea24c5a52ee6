"""CODEOWNERS for GitHub and GitLab: who is asked to look over a change to which files."""

import re
from typing import Final

from riskctl.core.moment import Clock
from riskctl.core.register import Register
from riskctl.core.views.reviewers import Reviewed, reviewers
from riskctl.store.forge import BEGIN, CI_FILES, END
from riskctl.text import Words

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?", re.ASCII
)
"""An address that stands in a line without starting anything of its own: no blank, comma, `#` or `@` before it."""
_SPECIAL: Final = re.compile(r"[^\w./ æøåÆØÅ-]")


def codeowners(register: Register, clock: Clock, folder: str, forge: str, words: Words) -> tuple[str, list[str]]:
    """Return riskctl's part of CODEOWNERS, and the people it needs an address of; no text when it would name nobody.

    `folder` is the register's, relative to the repository.
    """
    addresses = {id_: person.email for id_, person in register.organisation.people.items()}
    usable = {id_: address for id_, address in addresses.items() if _ADDRESS.fullmatch(address)}
    found = reviewers(register, clock.today)
    lacking = list(dict.fromkeys(who for each in found for who in each.people if who not in usable))
    lines = [_line(each, folder, usable) for each in found]
    lines += [_plain_line(path, found[0], usable) for path in _around(forge)]
    named = [line for line in lines if line]
    if not named:
        return "", lacking
    head = [f"# {line}" for line in words("init.owners.head").splitlines()]
    section = ["[Risikoregister]"] if forge == "gitlab" else []
    return "\n".join([BEGIN, *head, *section, *named, END, ""]), lacking


def _around(forge: str) -> tuple[str, ...]:
    """Return what steers the check itself: jobs, what they install, and this file."""
    return (f"/{CI_FILES[forge].partition('/')[0]}/", "/.riskctl/")


def _line(each: Reviewed, folder: str, addresses: dict[str, str]) -> str:
    return _plain_line(
        "/" + "/".join(part for part in (folder, each.path) if part), each, addresses, whole=not each.path
    )


def _plain_line(path: str, each: Reviewed, addresses: dict[str, str], *, whole: bool = False) -> str:
    people = [addresses[who] for who in each.people if who in addresses]
    pattern = _escaped(f"{path.rstrip('/')}/" if whole else path)
    return f"{'*' if pattern == '/' else pattern} {' '.join(people)}" if people else ""


def _escaped(pattern: str) -> str:
    """Return a pattern for one path: a blank with a backslash, and for what the forges read otherwise any character."""
    return _SPECIAL.sub("?", pattern).replace(" ", "\\ ")
