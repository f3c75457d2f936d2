"""意见建议: everybody's way to say what is wrong or could be better, answered by a deadline."""

from handlers.feedback import joins, screens
from handlers.feedback.buttons import MyFeedback
from handlers.feedback.forms import FORMS
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens),
    forms=FORMS,
    modules=[Module("💡 意见建议", MyFeedback(0))],
    commands=[MenuCommand("feedback", "意见建议", Act.GIVE_FEEDBACK, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.FEEDBACK],
    mine=[joins.given],
    records={"feedback": "意见建议"},
)
