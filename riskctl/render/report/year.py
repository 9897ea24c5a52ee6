"""The sections that only the year has: the four quarters, what the completed actions gave and cost, what is asked for.

They are what the executive board reads; whoever may read the report of the board may read them (P6.2).
"""

from collections import Counter
from collections.abc import Iterator

from riskctl.core.fields import Level
from riskctl.core.views.year_account import Done, Price, QuarterRow, YearAccount
from riskctl.render.document.model import Block, Valued
from riskctl.render.report import course
from riskctl.render.report.state import effect_row, verdict
from riskctl.render.report.trend import percent
from riskctl.render.report.voice import NONE, PeriodVoice, headed, number, said


def account_of(voice: PeriodVoice) -> YearAccount:
    """Return the account of the year; raise ValueError for a quarter."""
    if voice.report.year is None:
        raise ValueError("a quarter has no account of a year")
    return voice.report.year


def amount(voice: PeriodVoice, count: int) -> Valued:
    """Return a large number."""
    return Valued(voice.words.number(count), count)


def money(voice: PeriodVoice, price: Price) -> str:
    """Return a price in words: kroner, hours, and how many actions have none."""
    text = voice("price", dkk=voice.words.number(price.dkk), hours=_hours(voice, price))
    unpriced = price.actions - price.priced
    return voice("price.some", price=text, n=unpriced) if unpriced else text


def _hours(voice: PeriodVoice, price: Price) -> str:
    return voice("hours.many", hours=voice.words.number(price.hours))


def quarters(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the year a quarter at a time, and its sums."""
    account = account_of(voice)
    rows = [_quarter(voice, each) for each in account.quarters]
    events, incidents = (sum(getattr(each, name) for each in account.quarters) for name in ("events", "incidents"))
    total = [voice("column.total"), *[""] * 4, *_flow(voice, account.completed, events, incidents)]
    columns = "quarter critical high assessed planned completed dkk hours events incidents"
    yield said(voice("quarters.text"), audience="public")
    yield voice.table(columns, [*rows, total], total=True, audience="public")


def _quarter(voice: PeriodVoice, row: QuarterRow) -> list[str]:
    label = voice("trend.label", number=row.quarter.number, year=row.quarter.year)
    at = next((each.standing for each in voice.report.trend if each.quarter == row.quarter), None)
    stood: list[str] = [NONE] * 4
    if at is not None:
        shares = (percent(at.in_time, at.systems), percent(at.plans["met"], sum(at.plans.values())))
        shown = (NONE if each is None else Valued(f"{each} %", each) for each in shares)
        stood = [number(at.levels["critical"]), number(at.levels["high"]), *shown]
    return [label, *stood, *_flow(voice, row.completed, row.events, row.incidents)]


def _flow(voice: PeriodVoice, completed: Price, events: int, incidents: int) -> list[str]:
    return [amount(voice, each) for each in (completed.actions, completed.dkk, completed.hours, events, incidents)]


def done(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the actions completed in the year with effect and price, and the effects found of earlier ones."""
    account, effects = account_of(voice), voice.report.effects
    sentences = [voice("done.none")]
    if account.done:
        actions = voice("count.actions", n=account.completed.actions)
        sentences = [voice("done.text", actions=actions, price=money(voice, account.completed))]
    if effects:
        found = Counter(verdict(each) for each in effects)
        counts = {name: voice.none_or(found[name]) for name in ("better", "as", "worse")}
        sentences.append(voice("done.effects", actions=voice("count.actions", n=len(effects)), **counts))
    yield said(*sentences, audience="public")
    rows = [_done(voice, each) for each in account.done]
    total = [
        voice("column.total"),
        "",
        "",
        "",
        amount(voice, account.completed.dkk),
        amount(voice, account.completed.hours),
    ]
    columns, completed = "action before foreseen found dkk hours", {each.action.id for each in account.done}
    if rows:
        yield voice.table(columns, [*rows, total], total=True, audience="board")
    earlier = (effect_row(voice, each) for each in effects if each.action.id not in completed)
    table = voice.table("action before foreseen found verdict by", earlier, audience="board")
    if table.rows:
        yield from headed(voice("done.earlier"), table)


def _done(voice: PeriodVoice, each: Done) -> tuple[str, ...]:
    action = each.action
    found: Level | None = action.effect.level if action.effect else None
    cost = action.cost
    return (
        action.title,
        voice.level(each.before),
        voice.level(each.expected),
        voice.level(found) if found else voice("done.not-yet"),
        amount(voice, cost.dkk) if cost else NONE,
        amount(voice, cost.hours) if cost else NONE,
    )


def ahead(voice: PeriodVoice) -> Iterator[Block]:
    """Yield what is asked for next year: the price of what is decided on, and what else would lower the risks."""
    unfinished = account_of(voice).unfinished
    if unfinished.actions:
        actions = voice("count.actions", n=unfinished.actions)
        yield said(voice("ahead.text", actions=actions, price=money(voice, unfinished)), audience="public")
    else:
        yield said(voice("ahead.none"), audience="public")
    yield from course.recommendations(voice)
