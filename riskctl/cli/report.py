"""`riskctl report`: what people read and decide on, from git, in the format they read."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from riskctl.cli import report_made, report_template
from riskctl.cli.report_made import Made
from riskctl.cli.session import Session
from riskctl.core.moment import Span, parse_quarter, parse_year
from riskctl.errors import Exit, RiskctlError
from riskctl.render.document.formats import FORMATS, TEXTS
from riskctl.render.document.model import Audience
from riskctl.render.report.profiles import PROFILES

_PERIODS: Final[Mapping[str, tuple[Callable[[str], Span], str]]] = {
    "--quarter": (parse_quarter, "bad-quarter"),
    "--year": (parse_year, "bad-year"),
}


def report(
    session: Session,
    quarter: Annotated[str | None, typer.Option("--quarter", metavar="2026Q3")] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="2026")] = None,
    deviations: Annotated[bool, typer.Option("--deviations")] = False,
    system: Annotated[str | None, typer.Option("--system", metavar="SYSTEM")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="U")] = None,
    low_risks: Annotated[bool, typer.Option("--low-risks")] = False,
    profile: Annotated[str | None, typer.Option("--profile", metavar="isu|board|public")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="FILE")] = None,
    show_template: Annotated[str | None, typer.Option("--show-template", metavar="md|html")] = None,
) -> int:
    """Show the report, or write it to a file."""
    if show_template is not None:
        return report_template.show(session, show_template)
    form = _format(session, output, template)
    asked = {
        "--quarter": quarter,
        "--year": year,
        "--deviations": deviations,
        "--system": system,
        "--unit": unit,
        "--low-risks": low_risks,
    }
    made = _chosen(session, asked, since, profile)
    _deliver(session, _written(made, form, template), form, output)
    return Exit.OK


def _chosen(session: Session, asked: Mapping[str, str | bool | None], since: str | None, profile: str | None) -> Made:
    """Return the one report that was asked for; raise RiskctlError for none, several, or options of another."""
    wanted = [name for name, value in asked.items() if value not in (None, False)]
    if len(wanted) != 1 or (since is not None and wanted != ["--deviations"]):
        raise RiskctlError("report-which")
    (which,) = wanted
    if profile is not None and which not in _PERIODS:
        raise RiskctlError("exclusive", value="--profile", other=which)
    if which in _PERIODS:
        reader: Audience = session.choice(profile, "--profile", PROFILES) or PROFILES[0]  # type: ignore[assignment]
        parse, error = _PERIODS[which]
        return report_made.of_period(session, _span(parse, str(asked[which]), error), reader)
    if which == "--deviations":
        return report_made.of_deviations(session, since)
    if which == "--low-risks":
        return report_made.of_low_risks(session)
    make = report_made.of_system if which == "--system" else report_made.of_unit
    return make(session, str(asked[which]))


def _span(parse: Callable[[str], Span], text: str, error: str) -> Span:
    try:
        return parse(text)
    except ValueError:
        raise RiskctlError(error, value=text) from None


def _format(session: Session, output: Path | None, template: Path | None) -> str:
    """Return the format asked for; else the one the name of the file ends in; else the template's; else Markdown."""
    choices, stated = (*FORMATS, "json"), session.options.format
    suffix = output.suffix.removeprefix(".").lower() if output is not None else ""
    if suffix and (suffix not in choices or (stated is not None and stated != suffix)):
        raise RiskctlError("report-suffix", path=output, choices=", ".join(choices), format=stated or choices[0])
    if stated is None and suffix:
        return suffix
    if stated is None and template is not None:
        return report_template.format_of(template)
    return session.format(*choices)


def _written(made: Made, form: str, template: Path | None) -> bytes:
    if template is not None:
        return report_template.written(template, form, made.document())
    if form == "json":
        from riskctl.render.as_json import dumps

        return (dumps(made.json()) + "\n").encode()
    return FORMATS[form](made.document())


def _deliver(session: Session, data: bytes, form: str, output: Path | None) -> None:
    if output is None:
        if form not in TEXTS and session.interactive:
            raise RiskctlError("report-needs-file", format=form)
        session.out_bytes(data)
        return
    from riskctl.store.atomic import replace_file

    root, target = session.place.root.resolve(), output.resolve()
    if target.is_relative_to(root) and target.parent != root / "reports":
        raise RiskctlError("report-in-register", path=output)
    replace_file(output, data)
    session.note(session.words("report.written", path=output))


COMMANDS = {"report": (report, True)}
