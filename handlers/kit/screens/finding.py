"""Finding people by what somebody typed: part of a name, its pinyin, or a police number."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from scoring.chinese.names import folded
from scoring.chinese.pinyin import is_spelling, spells
from storage.people.directory import Who


class Named(Protocol):
    """Whoever has a name and a police number."""

    @property
    def name(self) -> str: ...
    @property
    def police_no(self) -> str: ...


N = TypeVar("N", bound=Named)


def matching(everyone: Sequence[N], text: str) -> list[N]:
    """Those whose name holds the text or is spelt so, or whose police number begins with it; those with exactly that name first."""
    wanted = folded(text)
    found = [
        who for who in everyone if wanted and (bears(who.name, wanted) or folded(who.police_no).startswith(wanted))
    ]
    return sorted(found, key=lambda who: (folded(who.name) != wanted, who.police_no))


def bears(name: str, text: str) -> bool:
    """Whether a name holds the text, or is spelt so."""
    wanted = folded(text)
    return wanted in folded(name) or (is_spelling(wanted) and spells(wanted, folded(name)))


def person_label(who: Who) -> str:
    """A name with what tells two of the same name apart."""
    return f"{who.name}　{who.branch} {who.police_no}"
