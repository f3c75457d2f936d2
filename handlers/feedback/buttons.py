"""The buttons of feedback."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class MyFeedback(Button, prefix="feedback", act=Act.GIVE_FEEDBACK):
    """意见建议: what I have given."""

    page: int


class OpenFeedback(Button, prefix="fb", act=Act.GIVE_FEEDBACK):
    """One as it stands, for its author and those to whom it is addressed."""

    feedback: int


class ReadFeedback(Button, prefix="fb_read", act=Act.GIVE_FEEDBACK):
    """What it says, for the same."""

    feedback: int


class StartFeedback(Button, prefix="fb_new", act=Act.GIVE_FEEDBACK):
    """Give some."""


class StartReopen(Button, prefix="fb_again", act=Act.GIVE_FEEDBACK):
    """还没解决, once."""

    feedback: int


class ToAnswer(Button, prefix="fb_list", act=Act.ANSWER_FEEDBACK):
    """What is addressed to me: owed (0) or answered (1)."""

    answered: int
    page: int


class StartAnswer(Button, prefix="fb_answer", act=Act.ANSWER_FEEDBACK):
    feedback: int


class FeedbackBasis(Button, prefix="fb_law", act=Act.GIVE_FEEDBACK):
    """依据."""
