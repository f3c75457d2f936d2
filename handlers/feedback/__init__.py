"""意见建议: everybody's way to say what is wrong or could be better, answered by a deadline."""

from handlers.feedback import answering, giving, ledger, listing, mine
from handlers.feedback import buttons as b
from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=[
        pressed(b.MyFeedback, listing.my_feedback),
        pressed(b.ToAnswer, listing.to_answer),
        pressed(b.OpenFeedback, listing.open_feedback),
        pressed(b.ReadFeedback, listing.read_feedback),
        pressed(b.FeedbackBasis, listing.show_basis),
    ],
    forms=[giving.GIVING, giving.REOPENING, answering.ANSWERING],
    modules=[Module("💡 意见建议", b.MyFeedback(0))],
    waiting=[listing.waiting],
    ledger=[ledger.FEEDBACK],
    mine=[mine.given],
)
