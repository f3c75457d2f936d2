"""The notices' buttons."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Notices(Button, prefix="notices", act=Act.READ_NOTICES):
    """信息发布: what is for me, unread first."""

    page: int


class OpenNotice(Button, prefix="nt", act=Act.READ_NOTICES):
    notice: int


class Read(Button, prefix="nt_read", act=Act.READ_NOTICES):
    """已阅."""

    notice: int


class Published(Button, prefix="nt_mine", act=Act.PUBLISH_NOTICE):
    """What I answer for, with how many have read it."""

    page: int


class Readers(Button, prefix="nt_who", act=Act.PUBLISH_NOTICE):
    """Who has read it, and who has not: by branch where there are several."""

    notice: int
    page: int


class ReadersOf(Button, prefix="nt_br", act=Act.PUBLISH_NOTICE):
    """The same of one branch, by name."""

    notice: int
    branch: int
    page: int


class UrgeBranch(Button, prefix="nt_urgeb", act=Act.PUBLISH_NOTICE):
    """提醒 those of one branch who have not read it."""

    notice: int
    branch: int


class SendNow(Button, prefix="nt_now", act=Act.PUBLISH_NOTICE):
    """Let one go out that waits for its moment."""

    notice: int


class UrgeReaders(Button, prefix="nt_urge", act=Act.PUBLISH_NOTICE):
    """提醒 those who have not read it."""

    notice: int


class StartNotice(Button, prefix="nt_new", act=Act.PUBLISH_NOTICE):
    """Publish a notice."""


class Withdraw(Button, prefix="nt_back", act=Act.PUBLISH_NOTICE):
    """Take it back; asked once more."""

    notice: int
    sure: int
