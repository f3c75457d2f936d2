"""The buttons of the audit trail."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Trail(Button, prefix="trail", act=Act.SEE_TRAIL):
    """A page: of an event (its name, or empty), by or over a person (or 0), of a day (ISO, or empty)."""

    event: str
    person: int
    day: str
    page: int


class PickEvent(Button, prefix="trail_what", act=Act.SEE_TRAIL):
    """Choose the event, the rest staying as it is."""

    person: int
    day: str


class StartFinding(Button, prefix="trail_who", act=Act.SEE_TRAIL):
    """Choose the person."""


class StartTaking(Button, prefix="trail_take", act=Act.SEE_TRAIL):
    """Take a span out as a file."""


class TakeOut(Button, prefix="trail_out", act=Act.SEE_TRAIL):
    """The file of those days (ISO), as csv or xlsx."""

    first: str
    last: str
    form: str


class StartComparing(Button, prefix="trail_head", act=Act.SEE_TRAIL):
    """Compare a head with the trail."""


WHOLE = Trail("", 0, "", 0)
