"""The buttons of 风险防控: self-checks, risk points, signs (苗头)."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Risks(Button, prefix="risk", act=Act.CHECK_POST):
    """风险防控: what one may do here."""


class MyChecks(Button, prefix="rk_mine", act=Act.CHECK_POST):
    page: int


class OpenCheck(Button, prefix="rk", act=Act.CHECK_POST):
    check: int


class CheckBasis(Button, prefix="rk_basis", act=Act.CHECK_POST):
    """依据."""


class ToConfirm(Button, prefix="rk_todo", act=Act.CONFIRM_CHECK):
    page: int


class Confirm(Button, prefix="rk_ok", act=Act.CONFIRM_CHECK):
    """确认, of what was read."""

    check: int
    revision: int


class GiveBack(Button, prefix="rk_back", act=Act.CONFIRM_CHECK):
    check: int
    revision: int


class Posts(Button, prefix="rk_posts", act=Act.EXPORT_RISK_POINTS):
    """廉政风险点: the branches (0), or one branch's posts."""

    branch: int
    page: int


class OpenPost(Button, prefix="rk_post", act=Act.EXPORT_RISK_POINTS):
    """One post's points; `mark` stands for the post's name, which a button is too small for."""

    branch: int
    page: int
    mark: int


class ExportPosts(Button, prefix="rk_xlsx", act=Act.EXPORT_RISK_POINTS):
    """The list as XLSX; 0 for the bureau."""

    branch: int


class Signs(Button, prefix="signs", act=Act.SEE_SIGNS):
    """A branch's (0: the widest one may see), open or closed."""

    branch: int
    closed: int
    page: int


class OpenSign(Button, prefix="sign", act=Act.SEE_SIGNS):
    sign: int


class ReadSign(Button, prefix="sign_read", act=Act.SEE_SIGNS):
    """What it says, for those who deal with it."""

    sign: int


class StartReading(Button, prefix="sign_why", act=Act.SEE_SIGNS):
    """What it says, for others: after a purpose."""

    sign: int


class StartNote(Button, prefix="sign_new", act=Act.NOTE_SIGN):
    """Note one."""


class StartRaise(Button, prefix="sign_up", act=Act.HANDLE_SIGN):
    sign: int


class StartClose(Button, prefix="sign_end", act=Act.HANDLE_SIGN):
    """Close it, with a word of why."""

    sign: int


class SignBasis(Button, prefix="sign_law", act=Act.SEE_SIGNS):
    """依据."""
