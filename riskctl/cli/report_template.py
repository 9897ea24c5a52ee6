"""`report --template` and `--show-template`: a municipality's own template, and the packaged one to start from."""

from pathlib import Path

from riskctl.cli.session import Session
from riskctl.errors import Exit, RiskctlError
from riskctl.render.document.model import Document

OWN = ("md", "html")
"""The formats that are written by a template of text; its name says which: `rapport.html.j2`."""
WORD = {"docx": "docx", "dotx": "docx"}
"""The formats whose template is a document with the styles, headers and margins of the municipality."""


def format_of(template: Path) -> str:
    """Return the format that a template writes, by its name; raise RiskctlError when the name says none."""
    form = template.name.removesuffix(".j2").rpartition(".")[2]
    form = WORD.get(form, form)
    if form not in (*OWN, *WORD):
        raise RiskctlError("template-name", path=template)
    return form


def written(template: Path, form: str, document: Document) -> bytes:
    """Return the document as the template writes it; raise RiskctlError when another format is asked for."""
    if format_of(template) != form:
        raise RiskctlError("template-format", path=template, value=format_of(template), format=form)
    if form in WORD:
        from riskctl.render.document.docx import docx

        return docx(document, template)
    from riskctl.render.document.own import written_by

    return written_by(template, form, document)


def show(session: Session, form: str) -> int:
    """Show the packaged template of a format."""
    session.choice(form, "--show-template", OWN)
    from riskctl.render.document.own import packaged

    session.out_bytes(packaged(form).encode())
    return Exit.OK
