"""Every template: as shipped, and the bureau's own of the same name, which stands before it."""

from functools import cache
from pathlib import Path

from scoring.own_rules import RuleFileError, own_file
from scoring.papers import development, dues, election, inspection, ledger, minutes, sign_in, talks, votes
from scoring.papers.filling import WRONG, filled
from scoring.papers.paper import Paper, Template

FOLDER = "templates"
_ALL = (
    minutes.TEMPLATE,
    sign_in.TEMPLATE,
    votes.TEMPLATE,
    talks.TEMPLATE,
    ledger.TEMPLATE,
    development.CASE,
    development.ANALYSIS,
    development.SAMPLE,
    dues.TEMPLATE,
    election.TEMPLATE,
    inspection.TEMPLATE,
)
TEMPLATES = {each.name: each for each in _ALL}


def own_template(template: Template) -> Path | None:
    """The bureau's, where there is one."""
    return own_file(Path(FOLDER) / f"{template.name}.docx")


def own_bytes(name: str) -> bytes | None:
    """What is in the bureau's template of that name. Raises RuleFileError where it cannot be read."""
    file = own_template(TEMPLATES[name])
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise RuleFileError(WRONG.format(name=f"{FOLDER}/{file.name}", why=f"读不了（{error.strerror}）")) from error


@cache
def shipped(name: str) -> bytes:
    return TEMPLATES[name].layout()


def written(paper: Paper, own: bytes | None) -> bytes:
    """The paper as DOCX, on the bureau's template where there is one. Raises RuleFileError: a broken one is told, not passed over."""
    template = shipped(paper.template) if own is None else own
    return filled(template, paper.facts, f"{FOLDER}/{paper.template}.docx")


def check(template: Template) -> None:
    """Raises RuleFileError where the bureau's template cannot be filled in."""
    own = own_bytes(template.name)
    if own is not None:
        written(Paper(template.name, template.sample, template.title), own)
