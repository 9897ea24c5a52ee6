"""History itself: dates that go back or lie ahead, and a history that is not the one that was reported."""

import hashlib
from typing import Final

from tests.tampering.builder import Commit, Repository, Trail, in_repository
from tests.tampering.changes import branch_from, minuted
from tests.tampering.register import AULA, AULA_DATA, BOARD, NEXUS, START, first_files, going_on, yaml
from tests.tampering.scenario import Case, Table

table: Final = Table()
tampering = table.tampering
README: Final = "README.md"


@tampering("HIS401 *")
def mainline_goes_back_a_month(trail: Trail) -> Case:
    """Date a commit a month before the one it follows."""
    return Case(trail, trail.add({README: b"# Register\n"}, "2026-08-02T10:00:00"))


@tampering("HIS401 *", also="HIS215")
def approval_committed_with_an_old_clock(trail: Trail) -> Case:
    """Set the clock back to bring a late approval inside its window."""
    trail.add({README: b"# Register\n"}, "2026-11-05T10:00:00")
    change = minuted(trail)
    statement = {path: data.replace(b"2026-11-06", b"2026-09-05") for path, data in change.items()}
    return Case(trail, trail.add(statement, "2026-09-05T12:00:00"))


@tampering("HIS401 *")
def merge_dated_before_its_mainline(trail: Trail) -> Case:
    """Date a merge six minutes before the mainline's newest commit."""
    side = trail.side({README: b"# Register\n"}, when="2026-10-01T10:00:00")
    trail.add({"threats/ny.yaml": trail.read("threats/fire.yaml")}, "2026-10-02T10:00:00")
    return Case(trail, trail.merge(side, when="2026-10-02T09:54:00"))


@tampering("HIS402 *")
def commit_of_next_month(trail: Trail) -> Case:
    """Date a commit a month after the clock."""
    return Case(trail, trail.add({README: b"# Register\n"}, "2026-12-23T12:00:00"))


@tampering("HIS402 *", "HIS401 *")
def commit_of_next_year_and_back(trail: Trail) -> Case:
    """Date a commit a year ahead, and the next one today."""
    trail.add({README: b"# Register\n"}, "2027-12-23T12:00:00")
    trail.add({README: b"# Registeret\n"}, "2026-11-20T12:00:00")
    return Case(trail)


def without_the_boards_statement() -> Trail:
    """Return the ordinary history made anew, in which the board never decided."""
    told = going_on()
    commits = []
    commit = told.tip
    while commit.parents:
        commits.append(commit)
        commit = commit.parents[0]
    again = Trail(None, START)
    again.add(first_files(), START.isoformat())
    for each in reversed(commits):
        tree = {path: entry for path, entry in each.tree.items() if path != in_repository(BOARD)}
        again.head = Commit(tree, (again.tip,), each.when, each.when, each.who)
    return again


@tampering("HIS403 *")
def history_rewritten(trail: Trail) -> Case:
    """Make the history anew without the board's statement; the report's anchor lies in the old one."""
    return Case(without_the_boards_statement(), anchors=(trail.tip,), kept={"old": trail.tip})


@tampering("HIS403 *")
def history_rewritten_and_collected(trail: Trail) -> Case:
    """Make the history anew, and let git throw the old one away."""
    del trail
    return Case(without_the_boards_statement(), anchors=("1234567890abcdef1234567890abcdef12345678",))


@tampering("HIS403 *")
def newest_commit_amended(trail: Trail) -> Case:
    """Amend the newest commit after it was reported."""
    reported = trail.tip
    amended = Trail(branch_from(trail, 1), trail.now)
    amended.add({AULA: yaml({**AULA_DATA, "performed_by": ["anne"]})}, "2026-09-02T13:00:00")
    return Case(amended, anchors=(reported,), kept={"old": reported})


@tampering("HIS403 *")
def history_begun_anew(trail: Trail) -> Case:
    """Begin the history anew with today's files: nobody sees how they came to be."""
    files = {path.removeprefix("register/"): entry for path, entry in trail.tip.tree.items()}
    fresh = Trail(None, trail.now)
    fresh.add(files)
    return Case(fresh, anchors=(trail.tip,), kept={"old": trail.tip})


@tampering("HIS403 *")
def one_of_two_anchors_gone(trail: Trail) -> Case:
    """Drop the newest reported commit, but keep an older one."""
    older = branch_from(trail, 2)
    reported = trail.add({README: b"# Register\n"})
    shorter = Trail(older, trail.now)
    shorter.add({README: b"# Registeret\n"})
    return Case(shorter, anchors=(older, reported), kept={"old": reported})


@tampering("HIS404 *")
def foxtrot_puts_the_anchor_aside(trail: Trail) -> Case:
    """Merge the mainline into a branch and push that: what was reported lies on a side branch now."""
    reported = trail.tip
    side = trail.side({README: b"# Register\n"}, branch_from(trail, 1))
    trail.merge(side, foxtrot=True)
    return Case(trail, anchors=(reported,))


@tampering("HIS404 *")
def anchor_of_a_branch(trail: Trail) -> Case:
    """Report a commit of a branch that was merged later."""
    side = trail.side({README: b"# Register\n"})
    trail.add({"threats/ny.yaml": trail.read("threats/fire.yaml")})
    trail.merge(side)
    return Case(trail, anchors=(side,))


@tampering(f"HIS101 {NEXUS}")
def forged_commit_graph(trail: Trail) -> Case:
    """Edit an assessment and revert it, and let git's commit-graph jump over both commits."""
    before = trail.tip
    guilty = trail.add({NEXUS: trail.read(NEXUS) + b"# x\n"})
    trail.add({NEXUS: before.tree[in_repository(NEXUS)]})
    trail.add({"README.md": b"# Register\n"})

    def forge(repository: Repository) -> None:
        repository.git("commit-graph", "write", "--reachable")
        graph = repository.folder / ".git" / "objects" / "info" / "commit-graph"
        data = graph_with_parent(graph.read_bytes(), *(repository.id_of(each) for each in (trail.tip, before)))
        graph.chmod(0o644)
        graph.write_bytes(data)

    return Case(trail, guilty, afterwards=forge)


def graph_with_parent(graph: bytes, child: str, parent: str) -> bytes:
    """Return a commit-graph in which one commit has another parent."""
    chunks = {}
    for number in range(graph[6]):
        entry = graph[8 + 12 * number : 20 + 12 * number]
        chunks[entry[:4]] = int.from_bytes(entry[4:], "big")
    count = int.from_bytes(graph[chunks[b"OIDF"] + 1020 : chunks[b"OIDF"] + 1024], "big")
    names = [graph[chunks[b"OIDL"] + 20 * at : chunks[b"OIDL"] + 20 * (at + 1)].hex() for at in range(count)]
    place = chunks[b"CDAT"] + 36 * names.index(child) + 20
    body = graph[:place] + names.index(parent).to_bytes(4, "big") + graph[place + 4 : -20]
    return body + hashlib.sha1(body, usedforsecurity=False).digest()
