"""`riskctl doctor`: is the machine, the repository and the register's folder fit for use; never writes."""

from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.health import Check
from riskctl.errors import Exit, RiskctlError
from riskctl.render import doctor as render
from riskctl.store import health_machine as machine
from riskctl.store import health_register as register
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
    place, loaded = _register(session)
    zone = _zone(loaded)
    has_git = git.status == "ok"
    now = session.clock(zone_named(zone) or ZoneInfo("UTC")).now
    stated = session.options.now is not None
    looks: list[tuple[str, Look]] = [
        ("time-zone", lambda: machine.time_zones(zone)),
        ("clock", lambda: machine.clock(place if has_git else None, now, stated=stated)),
    ]
    if place is None or loaded is None:
        yield Check("register", "error", "missing", mend=("riskctl init risikoregister",))
    else:
        looks += _looks(place, loaded, has_git=has_git)
    for id_, look in looks:
        yield from _safely(id_, look, session)


def _looks(place: Place, loaded: Loaded, *, has_git: bool) -> list[tuple[str, Look]]:
    """Return what is looked at of a register, each by itself: one that fails silences no other."""
    of_git: list[tuple[str, Look]] = [
        ("repository", lambda: register.repository(place)),
        ("history", lambda: register.history(place)),
        ("identity", lambda: register.identity(place)),
        ("line-endings", lambda: register.line_ends(place, loaded)),
    ]
    return [
        ("register", lambda: register.usable(loaded)),
        *(of_git if has_git else []),
        ("encoding", lambda: register.encoding(place, loaded)),
        ("leftovers", lambda: register.leftovers(place)),
        ("permissions", lambda: register.permissions(place)),
        ("schemas", lambda: register.schemas(place)),
    ]


def _register(session: Session) -> tuple[Place | None, Loaded | None]:
    try:
        return session.place, session.loaded
    except RiskctlError:
        return None, None


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
        yield Check(id_, "error", "failed", {"message": error.strerror or type(error).__name__}, ("riskctl check",))


COMMANDS = {"doctor": (doctor, False)}
