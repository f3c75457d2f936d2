"""The buttons of reports."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Reports(Button, prefix="reports", act=Act.WRITE_REPORT):
    """报告: what I have written."""

    page: int


class ToRead(Button, prefix="rp_in", act=Act.READ_REPORTS):
    """What has come to me."""

    page: int


class OpenReport(Button, prefix="rp", act=Act.WRITE_REPORT):
    """One, for its author and those to whom it has come."""

    report: int


class ReportFiles(Button, prefix="rp_files", act=Act.WRITE_REPORT):
    """Be sent what is attached."""

    report: int


class StartReport(Button, prefix="rp_new", act=Act.WRITE_REPORT):
    """Write one."""


class StartAnswer(Button, prefix="rp_say", act=Act.READ_REPORTS):
    """批示."""

    report: int


class StartPass(Button, prefix="rp_up", act=Act.READ_REPORTS):
    """转报."""

    report: int


class Close(Button, prefix="rp_done", act=Act.READ_REPORTS):
    """办结; asked once more."""

    report: int
    sure: int


class Withdraw(Button, prefix="rp_back", act=Act.WRITE_REPORT):
    """Take one's own back; asked once more."""

    report: int
    sure: int
