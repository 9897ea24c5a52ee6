"""`riskctl doctor`: is the machine, the repository and the register's folder fit for use; never writes."""

from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.health import Check
from riskctl.errors import Exit, RiskctlError
from riskctl.render import doctor as render
from riskctl.store import health_files as files
from riskctl.store import health_git as repository
from riskctl.store import health_lines as lines
from riskctl.store import health_machine as machine
from riskctl.store.find import Place
from riskctl.store.loader import Loaded
from riskctl.store.zone import zone_named

Look = Callable[[], Check | Iterable[Check]]


def doctor(session: Session) -> int:
    """Look at everything, and show what mends what is wrong."""
    form = session.format("text", "json")
    found = list(_found(session))
    if form == "json":
        session.json(render.as_json(found, session.words))
    else:
        session.out_lines(render.lines(found, session.words))
        session.note(render.summary(found, session.words))
    return Exit.OK if all(each.status == "ok" for each in found) else Exit.FINDINGS


def _found(session: Session) -> Iterator[Check]:
    git = machine.git_there()
    yield from (git, machine.signing(), machine.locale())
    place = _place(session)
    loaded = _loaded(session) if place is not None else None
    zone = _zone(loaded)
    has_git = git.status == "ok"
    now = session.clock(zone_named(zone) or ZoneInfo("UTC")).now
    stated = session.options.now is not None
    looks: list[tuple[str, Look]] = [
        ("time-zone", lambda: machine.time_zones(zone)),
        ("clock", lambda: machine.clock(place if has_git else None, now, stated=stated)),
        ("register", lambda: _usable(session, place)),
    ]
    if place is not None:
        looks += _looks(place, loaded, has_git=has_git)
    for id_, look in looks:
        yield from _safely(id_, look, session)


def _looks(place: Place, loaded: Loaded | None, *, has_git: bool) -> Iterator[tuple[str, Look]]:
    """Yield what is looked at of a register, each by itself: one that fails silences no other."""
    if has_git:
        yield "repository", lambda: repository.repository(place)
        yield "history", lambda: repository.history(place)
        yield "identity", lambda: repository.identity(place)
        yield "hook", lambda: repository.hook(place)
        yield "git-index", lambda: repository.git_index(place)
    if loaded is not None and has_git:
        yield "line-endings", lambda: lines.line_ends(place, loaded)
    if loaded is not None:
        yield "encoding", lambda: files.encoding(place, loaded)
        yield "schemas", lambda: files.schemas(place)
    yield "leftovers", lambda: files.leftovers(place)
    yield "permissions", lambda: files.permissions(place)


def _place(session: Session) -> Place | None:
    try:
        return session.place
    except RiskctlError:
        return None


def _loaded(session: Session) -> Loaded | None:
    try:
        return session.loaded
    except RiskctlError:  # the look at the register says why
        return None


def _usable(session: Session, place: Place | None) -> Check:
    if place is None:
        return Check("register", "error", "missing", mend=("riskctl init risikoregister",))
    return files.usable(place, session.loaded)


def _zone(loaded: Loaded | None) -> str:
    found = loaded.register if loaded is not None else None
    return found.procedure.timezone if found is not None else DEFAULT_ZONE


def _safely(id_: str, look: Look, session: Session) -> Iterator[Check]:
    try:
        found = look()
        yield from [found] if isinstance(found, Check) else list(found)
    except RiskctlError as error:
        message = session.words(f"errors.{error.key}", **error.values)
        yield Check(id_, "error", "failed", {"message": message}, ("riskctl check",))
    except OSError as error:
        message = error.strerror or type(error).__name__
        yield Check(id_, "error", "failed", {"message": message}, ("riskctl check",))


COMMANDS = {"doctor": (doctor, False)}
