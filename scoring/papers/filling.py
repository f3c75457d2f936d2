"""Facts into a template: what people wrote stays words, whatever they wrote."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from scoring.own_rules import RuleFileError

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

# What XML does not hold, what turns the direction of its surroundings, and what the library takes for a mark of its own.
_UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
WRONG = "本局的模板 {name} 用不了：{why}"
MARKS = "括号要成对，写成 {{ 名称 }}"


def filled(template: bytes, facts: Any, name: str) -> bytes:
    """The DOCX. `facts` are a dataclass, whose fields the template names. Raises RuleFileError with the template's `name`."""
    document = _opened(template, name)
    given = {field.name: _given(document, getattr(facts, field.name)) for field in fields(facts)}
    made = io.BytesIO()
    try:
        document.render(given, _language())
        document.save(made)
    except Exception as error:
        raise RuleFileError(WRONG.format(name=name, why=_why(error))) from error
    return made.getvalue()


def _given(document: "DocxTemplate", value: object) -> object:
    """Photos are placed, all else is as it is."""
    if not isinstance(value, tuple) or not value or not isinstance(value[0], bytes):
        return value
    from scoring.papers.photos import placed

    return placed(document, value)


def _opened(template: bytes, name: str) -> "DocxTemplate":
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render_init()
    except Exception as error:
        whole = zipfile.is_zipfile(io.BytesIO(template))
        why = "打不开，文件可能损坏了，请重新保存" if whole else "不是 DOCX 文件，请在 Word 或 WPS 里另存为 .docx"
        raise RuleFileError(WRONG.format(name=name, why=why)) from error
    return document


@cache
def _language() -> "Environment":
    """A name that is not there is an error rather than nothing; a template reaches nothing beyond what it is given."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printed)


def _printed(value: object) -> object:
    """What stands in the place of a name: words as XML, whatever they were marked as."""
    from markupsafe import Markup, escape  # noqa: TID251 - XML, where no direction is to be kept apart

    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    words = value.unescape() if isinstance(value, Markup) else value
    return Markup(str(escape(_UNPRINTED.sub("", words))).translate(_BRACES))  # noqa: S704 - it has been escaped


def _why(error: Exception) -> str:
    """In words, and nothing of what it was given."""
    from jinja2 import TemplateSyntaxError, UndefinedError

    if isinstance(error, TemplateSyntaxError):
        # The paragraphs around it: three before, where there are so many.
        near: Mapping[int, str] = dict(enumerate(getattr(error, "docx_context", ())))
        where = near.get(min(error.lineno, 4) - 1, "").strip()[:40]
        return f"模板标记写错了{f'，在“{where}”附近' if where else ''}（{MARKS}）"
    if isinstance(error, UndefinedError):
        names = re.findall(r"'([^']*)'", str(error))
        return f"没有“{names[-1] if names else '?'}”这一项，能用的名称见 docs/papers.md"
    return f"填不进去（{type(error).__name__}），请对照发布的模板修改"
