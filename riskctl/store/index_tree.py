"""The files of a register as git's index has them: what is about to be committed."""

import os
from pathlib import Path

from riskctl.store.git import Repository
from riskctl.store.trees import CommitTree


class IndexTree(CommitTree):
    """The files staged, read through git plumbing; their bytes are those that the commit will have."""

    def __init__(self, repository: Repository, folder: str) -> None:
        self.repository = repository
        self.commit = ""
        self.known = ()
        self._entries = {entry.path: entry for entry in repository.staged(folder, _index())}


def _index() -> Path | None:
    """Return the index that git hands a hook; None for the repository's own.

    `git commit --only` and `git commit -a` make a commit from an index of their own and name it to the hook so.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    return Path(named).absolute() if named else None
