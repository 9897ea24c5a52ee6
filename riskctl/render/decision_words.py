"""What a decision is about and in what way it was made, in words."""

from riskctl.core.register import Register
from riskctl.render import names
from riskctl.text import Words


def subject_words(register: Register, subject: str, words: Words) -> str:
    """Return what a decision is about: the assessment, the action, the acceptance, the policy."""
    if subject in ("procedure", "organisation"):
        return words(f"history.subject.{subject}")
    if subject.startswith("action:"):
        action = register.actions.get(subject.removeprefix("action:"))
        return words("history.subject.action", name=action.title if action else subject.removeprefix("action:"))
    if subject.startswith("acceptance:"):
        id_, _, key = subject.removeprefix("acceptance:").partition("#")
        assessment = register.assessments.get(id_)
        threat = assessment.risks[key].threat or key if assessment and key in assessment.risks else key
        return words("history.subject.acceptance", id=id_, risk=names.threat_name(register, threat, words))
    return words("history.subject.assessment", id=subject)


def way_words(register: Register, kind: str, case: object, witness: object, words: Words) -> str:
    """Return whether a decision was signed, or stands in which minutes before which witness."""
    if kind == "signed":
        return words("history.kind.signed")
    key = f"history.kind.minuted{'.witness' if witness else ''}"
    return words(key, case=case, witness=names.person_name(register, str(witness or "")))
