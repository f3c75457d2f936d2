"""The birthdays' buttons."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Birthday(Button, prefix="birthday", act=Act.BIRTHDAY):
    """政治生日: one's own."""


class Today(Button, prefix="bd_today", act=Act.BIRTHDAY):
    """The card and the oath, on the day itself."""


class Cards(Button, prefix="bd_cards", act=Act.BIRTHDAY):
    """The cards of earlier years."""

    page: int


class ShowCard(Button, prefix="bd_card", act=Act.BIRTHDAY):
    year: int


class Growth(Button, prefix="bd_growth", act=Act.BIRTHDAY):
    """One's own growth list."""

    page: int


class Tell(Button, prefix="bd_tell", act=Act.BIRTHDAY):
    """Who of the branch is told; with nothing chosen, the choice."""

    telling: str


class Portrait(Button, prefix="bd_face", act=Act.BIRTHDAY):
    """The photo on the card: which, and how to change it."""


class UseProfile(Button, prefix="bd_profile", act=Act.BIRTHDAY):
    """Take the Telegram profile photo."""


class NoPortrait(Button, prefix="bd_noface", act=Act.BIRTHDAY):
    """No photo."""


class StartPortrait(Button, prefix="bd_photo", act=Act.BIRTHDAY):
    """Send a photo."""


class Basis(Button, prefix="bd_basis", act=Act.BIRTHDAY):
    """依据."""


class Coming(Button, prefix="bd_coming", act=Act.SEE_BIRTHDAYS):
    """The birthdays of the coming days."""

    page: int


class OpenBirthday(Button, prefix="bd_open", act=Act.SEE_BIRTHDAYS):
    """One member's birthday of a year, for those who answer for it."""

    person: int
    year: int


class WriteMessage(Button, prefix="bd_write", act=Act.WRITE_MESSAGE):
    person: int
    year: int


class Preview(Button, prefix="bd_view", act=Act.WRITE_MESSAGE):
    """The card as it will be."""

    person: int
    year: int


class Branches(Button, prefix="bd_branches", act=Act.KEEP_BIRTHDAYS):
    """The branches, for the bureau's staff to choose whose growth lists they see."""

    page: int


class Members(Button, prefix="bd_members", act=Act.KEEP_BIRTHDAYS):
    """A branch's members, to keep their growth lists."""

    branch: int
    page: int


class MemberGrowth(Button, prefix="bd_list", act=Act.KEEP_BIRTHDAYS):
    """A member's growth list, to be kept."""

    person: int
    page: int


class AddEntry(Button, prefix="bd_add", act=Act.KEEP_BIRTHDAYS):
    person: int


class RemoveEntry(Button, prefix="bd_drop", act=Act.KEEP_BIRTHDAYS):
    """Take an entry away; asked once more."""

    entry: int
    sure: int
