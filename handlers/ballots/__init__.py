"""Ballots (表决): put to the vote by the chair, cast on the phone, counted once, written into the minutes."""

from handlers.ballots import buttons as b
from handlers.ballots import chairing, grading, leaving_out, looking, opening, opinions, voting, written
from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature
from handlers.kit.screens.links import Ballots

FEATURE = Feature(
    handlers=[
        pressed(Ballots, looking.show_ballots),
        pressed(b.OpenBallot, looking.open_ballot),
        pressed(b.BallotBasis, looking.basis),
        pressed(b.Receipts, looking.receipts),
        pressed(b.Vote, voting.show_paper),
        pressed(b.TurnPaper, voting.turn),
        pressed(b.Mark, voting.mark),
        pressed(b.Cast, voting.cast),
        pressed(b.Count, chairing.count),
        pressed(b.UrgeVoters, chairing.urge),
        pressed(b.LeaveOuts, leaving_out.listing),
        pressed(b.TakeIn, leaving_out.take_in),
        pressed(b.Opinions, opinions.listing),
        pressed(b.PaperPhoto, opinions.photo),
        pressed(b.TakeBack, looking.take_back),
    ],
    forms=[opening.FLOW, chairing.VOID, grading.FLOW, written.FLOW, leaving_out.FLOW],
    waiting=[looking.waiting],
    ledger=[looking.LEDGER],
    records={"ballot": "表决"},
)
