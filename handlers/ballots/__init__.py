"""Ballots (表决): put to the vote by the chair, cast on the phone, counted once, written into the minutes."""

from handlers.ballots import forms, grading, joins, left_out, papers, printing, screens, written
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature

FEATURE = Feature(
    handlers=presses(screens, papers, printing, left_out, written),
    forms=[*forms.FORMS, grading.GRADING, written.HANDING_IN, left_out.LEAVING_OUT],
    waiting=[joins.WAITING],
    ledger=[joins.LEDGER],
    papers=[printing.PAPERS],
    records={"ballot": "表决"},
)
