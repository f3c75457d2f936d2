"""The roster (花名册): taking over the personnel department's file, who is on it, and binding people's accounts."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module
from handlers.people import (
    accounts,
    branches,
    by_hand,
    confirming,
    ended,
    explaining,
    history,
    importing,
    joins,
    leaving,
    merging,
    missing,
    past,
    planning,
    screens,
    undoing,
)
from handlers.people.buttons import Roster

FEATURE = Feature(
    handlers=presses(
        screens, missing, branches, ended, confirming, undoing, accounts, explaining, history, leaving, planning
    ),
    forms=[
        importing.FORM,
        by_hand.CHANGE,
        by_hand.ADD,
        leaving.LEAVE,
        leaving.RETURN,
        past.FORM,
        branches.FORM,
        branches.END,
        merging.FORM,
    ],
    modules=[Module("🗂 名册与绑定", Roster(0))],
    waiting=[joins.WAITING],
    saying=[joins.SAYING],
    mine=[joins.line],
    ledger=[joins.REACHED],
    finding=[joins.FINDING],
    people=[screens.PEOPLE, missing.PEOPLE],
    records={"branch": "支部", "person": "人员", "roster": "花名册"},
)
