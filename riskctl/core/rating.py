"""Likelihood and level of risk: threat level, resilience, the tables (P4.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from riskctl.core.assets import Cell, Control
from riskctl.core.consequence import SystemConsequence
from riskctl.core.fields import Level
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.register import CurrentRisk, Latest, Register
from riskctl.core.threats import Threat
from riskctl.core.why import Why

UNKNOWN_MATURITY = 1
"""What a control with no known maturity counts (computation 5)."""


@dataclass(frozen=True, slots=True)
class ThreatLevel:
    """The level of a threat at one moment, from which entry, and until when it can be relied on."""

    level: str | None
    basis: str
    publisher: str = ""
    dated: date | None = None
    stale: bool = False


def threat_level(threat: Threat, procedure: Procedure, clock: Clock) -> ThreatLevel:
    """Return the level of a threat at the clock (P4.2.2).

    A current own judgement wins; else the highest current source; else the newest entry there is,
    ties to the highest, marked stale. Without any entry by then the level is None.
    """
    today = clock.today

    def current(dated: date) -> bool:
        return procedure.threat_review.after(dated) >= today

    own = threat.own_judgement
    if own is not None and own.date <= today and current(own.date):
        return ThreatLevel(own.level, "own", dated=own.date)
    sources = [source for source in threat.sources if source.date <= today]
    fresh = [source for source in sources if current(source.date)]
    if fresh:
        best = max(fresh, key=lambda each: (procedure.threat_rank(each.level), each.date))
        return ThreatLevel(best.level, "source", best.publisher, best.date)
    entries = [(source.date, source.level, "source", source.publisher) for source in sources]
    if own is not None and own.date <= today:
        entries.append((own.date, own.level, "own", ""))
    if not entries:
        return ThreatLevel(None, "unrated")
    dated, level, basis, publisher = max(entries, key=lambda each: (each[0], procedure.threat_rank(each[1])))
    return ThreatLevel(level, basis, publisher, dated, stale=True)


@dataclass(frozen=True, slots=True)
class ControlMaturity:
    """The maturity of one control on one system, and whose it is when inherited; None when unknown."""

    control: str
    maturity: int | None
    inherited_from: str = ""
    circular: bool = False

    @property
    def counts(self) -> int:
        """What it counts in the resilience: 1 when unknown."""
        return UNKNOWN_MATURITY if self.maturity is None else self.maturity


def controls_of(register: Register, holder: str) -> Mapping[str, Control]:
    """Return the controls stated on a system or supplier: they share one id space."""
    entity = register.systems.get(holder) or register.suppliers.get(holder)
    return entity.controls if entity is not None else {}


def maturity_of(register: Register, system: str, control: str, clock: Clock) -> ControlMaturity:
    """Return the maturity of a control, followed through `from` to where it was measured (P4.2.3)."""
    holder, seen = system, [system]
    while True:
        stated = controls_of(register, holder).get(control)
        origin = holder if holder != system else ""
        if stated is None or (stated.date is not None and stated.date > clock.today):
            return ControlMaturity(control, None, origin)
        if stated.source is None:
            return ControlMaturity(control, stated.maturity, origin)
        holder = stated.source
        if holder in seen:
            return ControlMaturity(control, None, holder, circular=True)
        seen.append(holder)


@dataclass(frozen=True, slots=True)
class Resilience:
    """How well a system withstands a threat: the level, and the controls it rests on (P4.2.3)."""

    level: int
    controls: tuple[ControlMaturity, ...]


def resilience_from(maturities: "list[int] | tuple[int, ...]") -> int:
    """Return `min(floor(mean), lowest + 1)`: one weak control can't be averaged away (computation 5)."""
    return min(sum(maturities) // len(maturities), min(maturities) + 1)


def resilience(
    register: Register, system: str, threat: Threat, clock: Clock, raises: Mapping[str, int] | None = None
) -> Resilience:
    """Return the resilience of a system to a threat; `raises` are maturities that actions are meant to bring."""
    found = tuple(maturity_of(register, system, control, clock) for control in threat.controls)
    aims = raises or {}
    return Resilience(resilience_from([max(each.counts, aims.get(each.control, 0)) for each in found]), found)


@dataclass(frozen=True, slots=True)
class Rating:
    """What the engine says of one threat to one system; the levels are None for an unrated threat."""

    system: str
    threat: str
    threat_level: str | None
    resilience: int
    consequence: int
    likelihood: int | None
    level: Level | None
    inherent: Level | None
    expected_residual: Level | None
    why: tuple[Why, ...]


class Engine:
    """Everything computed from one register at one moment, each calculation once.

    The register must be as of the clock (`riskctl.core.register.as_of`).
    """

    def __init__(self, register: Register, clock: Clock) -> None:
        self.register = register
        self.clock = clock
        self.procedure = register.procedure
        self.latest = Latest(register)
        self.consequence = SystemConsequence(register)
        self._threat_levels: dict[str, ThreatLevel] = {}

    def threat_level(self, threat: str) -> ThreatLevel:
        """Return the level of a threat by its id."""
        if threat not in self._threat_levels:
            self._threat_levels[threat] = threat_level(self.register.threats[threat], self.procedure, self.clock)
        return self._threat_levels[threat]

    def resilience(self, system: str, threat: str, raises: Mapping[str, int] | None = None) -> Resilience:
        """Return the resilience of a system to a threat, by their ids."""
        return resilience(self.register, system, self.register.threats[threat], self.clock, raises)

    def fitting_threats(self, system: str) -> list[str]:
        """Return the threats of the catalogue that fit the system's kind (all-hazards, P4.0.3)."""
        kind = self.register.systems[system].kind
        return [id_ for id_, threat in self.register.threats.items() if kind in threat.kinds]

    def rate(self, system: str, threat: str, risk: str = "") -> Rating:
        """Return the rating from today's register; `risk` names the actions that count for the expected residual."""
        found = self.threat_level(threat)
        resists = self.resilience(system, threat)
        consequence = self.consequence.for_criteria(system, self.register.threats[threat].affects)
        likelihood = self.procedure.likelihood_of(found.level, resists.level)
        level = self.procedure.level_of(consequence, likelihood)
        aimed = self.resilience(system, threat, self.raises_for(risk or f"{system}#{threat}"))
        return Rating(
            system,
            threat,
            found.level,
            resists.level,
            consequence,
            likelihood,
            level,
            self.level_at(found.level, 1, consequence),
            self.level_at(found.level, aimed.level, consequence),
            tuple(self._why(system, threat, found, resists, consequence, likelihood, level)),
        )

    def level_at(self, threat_level: str | None, resilience: int, consequence: int) -> Level | None:
        """Return the level of risk for a threat level, a resilience and a consequence (P4.2.5)."""
        return self.procedure.level_of(consequence, self.procedure.likelihood_of(threat_level, resilience))

    def level_today(self, current: CurrentRisk) -> Level | None:
        """Return the level that today's register gives a current risk: what `rate` says, without the reasons."""
        consequence = self.consequence.for_criteria(current.system, self.register.threats[current.threat].affects)
        resists = self.resilience(current.system, current.threat).level
        return self.level_at(self.threat_level(current.threat).level, resists, consequence)

    def raises_for(self, risk: str) -> dict[str, int]:
        """Return the highest maturity that the linked, not cancelled actions are meant to bring, by control."""
        raised: dict[str, int] = {}
        for action in self.latest.actions_of.get(risk, ()):
            if action.cancelled is None:
                for control, maturity in action.raises.items():
                    raised[control] = max(maturity, raised.get(control, 0))
        return raised

    def expected_residual(self, current: CurrentRisk) -> Level | None:
        """Return the level that the linked actions are meant to bring a risk to (computation 6)."""
        if current.threat not in self.register.threats:
            return None
        return self.rate(current.system, current.threat, current.id).expected_residual

    def _why(
        self,
        system: str,
        threat: str,
        found: ThreatLevel,
        resists: Resilience,
        consequence: int,
        likelihood: int | None,
        level: Level | None,
    ) -> Iterator[Why]:
        yield why_threat_level(threat, found)
        yield from (why_control(system, each) for each in resists.controls)
        numbers = ", ".join(str(each.counts) for each in resists.controls)
        yield Why(
            "resilience", resists.level, f"min(floor(mean), lowest + 1) of {numbers}", "P4.2.3", {"numbers": numbers}
        )
        table = f"likelihood.table.{found.level}[{resists.level}]"
        yield Why(
            "likelihood",
            likelihood,
            table,
            "P4.2.1",
            {"threat_level": found.level or "unrated", "resilience": resists.level},
        )
        affects = self.register.threats[threat].affects
        yield from self.consequence.why(system, self.worst_cell(system, threat))
        yield Why("consequence", consequence, "max: " + ", ".join(affects), "P4.1.1", {"criteria": affects})
        cell = f"risk.matrix[{consequence}][{likelihood}]"
        yield Why("level", level, cell, "P4.2.5", {"consequence": consequence, "likelihood": likelihood or 0})

    def worst_cell(self, system: str, threat: str) -> Cell:
        """Return the first of the cells that give a threat its consequence."""
        cells = self.consequence.cells(system)
        affected = [cell for cell in cells if cell[0] in self.register.threats[threat].affects]
        return max(affected, key=lambda cell: cells[cell])


def why_threat_level(threat: str, found: ThreatLevel) -> Why:
    """Return the step that explains a threat's level."""
    values = {"publisher": found.publisher, "date": found.dated or "", "threat": threat}
    what = {"own": "threat-own", "source": "threat-source", "unrated": "threat-unrated"}[found.basis]
    return Why(what + ("-stale" if found.stale else ""), found.level, f"threats/{threat}.yaml", "P4.2.2", values)


def why_control(system: str, each: ControlMaturity) -> Why:
    """Return the step that explains a control's maturity."""
    values = {"control": each.control, "holder": each.inherited_from or system}
    if each.maturity is None:
        return Why("control-unknown", UNKNOWN_MATURITY, f"systems/{system}.yaml", "P4.2.3", values)
    what = "control-inherited" if each.inherited_from else "control"
    return Why(what, each.maturity, f"{each.inherited_from or system}: controls.{each.control}", "P4.2.3", values)
