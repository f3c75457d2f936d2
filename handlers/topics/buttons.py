"""The topics' buttons."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act
from storage.topics.rows import Verdict


class Topics(Button, prefix="topics", act=Act.SEE_TOPICS):
    """微社区: the topics of a branch, or (0) of all."""

    branch: int
    page: int


class TopicFiles(Button, prefix="tp_files", act=Act.SEE_TOPICS):
    topic: int


class Opinions(Button, prefix="tp_ops", act=Act.SEE_TOPICS):
    """What was said on it."""

    topic: int
    page: int


class OpenOpinion(Button, prefix="tp_op", act=Act.SEE_TOPICS):
    """One opinion, with what can be done about it."""

    opinion: int


class Versions(Button, prefix="tp_old", act=Act.SEE_TOPICS):
    """What it said before it was changed."""

    opinion: int


class StartTopic(Button, prefix="tp_new", act=Act.OPEN_TOPIC):
    """Open a topic."""


class StartSpeak(Button, prefix="tp_say", act=Act.SPEAK_ON_TOPIC):
    """Say something on it."""

    topic: int


class StartReply(Button, prefix="tp_reply", act=Act.SPEAK_ON_TOPIC):
    opinion: int


class StartEdit(Button, prefix="tp_edit", act=Act.SPEAK_ON_TOPIC):
    """Change one's own opinion."""

    opinion: int


class WithdrawOpinion(Button, prefix="tp_back", act=Act.SPEAK_ON_TOPIC):
    """Take one's own opinion back; asked once more."""

    opinion: int
    sure: int


class NextUnanswered(Button, prefix="tp_next", act=Act.ANSWER_OPINIONS):
    """The oldest opinion that waits for an answer."""

    topic: int


class StartAnswer(Button, prefix="tp_ans", act=Act.ANSWER_OPINIONS):
    opinion: int
    verdict: Verdict


class Silent(Button, prefix="tp_quiet", act=Act.SEE_TOPICS):
    """Who has said nothing yet."""

    topic: int


class UrgeSilent(Button, prefix="tp_urge", act=Act.ANSWER_OPINIONS):
    """提醒 them."""

    topic: int


class StartClose(Button, prefix="tp_close", act=Act.ANSWER_OPINIONS):
    """End it with a summary."""

    topic: int
