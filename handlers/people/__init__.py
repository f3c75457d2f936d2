"""The roster (花名册): taking over the personnel department's file, who is on it, and binding people's accounts."""

from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, Module
from handlers.people import accounts, confirming, importing, lists, mine, undoing
from handlers.people.buttons import (
    AskUnbind,
    AskUndo,
    DecideRemoval,
    Invite,
    OpenBranch,
    OpenPerson,
    Removals,
    Roster,
    Unbind,
    UndoImport,
)
from handlers.people.pushes import ConfirmPosts

FEATURE = Feature(
    handlers=[
        pressed(Roster, lists.roster),
        pressed(OpenBranch, lists.branch),
        pressed(OpenPerson, lists.person),
        pressed(Removals, lists.removals),
        pressed(DecideRemoval, lists.decide),
        pressed(ConfirmPosts, confirming.listing),
        pressed(confirming.AnswerPosts, confirming.answer),
        pressed(AskUndo, undoing.ask_undo),
        pressed(UndoImport, undoing.undo),
        pressed(Invite, accounts.invite),
        pressed(AskUnbind, accounts.ask_unbind),
        pressed(Unbind, accounts.unbind),
    ],
    forms=[importing.FORM],
    modules=[Module("🗂 名册与绑定", Roster(0))],
    waiting=[confirming.waits],
    offering=[confirming.offer],
    mine=[mine.line],
)
