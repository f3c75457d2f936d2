"""微社区: the online organisational life: a branch's topics, opinions, criticism and self-criticism, and answers."""

from telegram.ext import MessageReactionHandler

from handlers.kit.engine.access_check import presses, unguarded
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.topics import deciding, forms, joins, screens
from handlers.topics.buttons import Topics
from handlers.topics.reactions import reacted
from storage.people.rights import Act

FEATURE = Feature(
    handlers=[
        *presses(screens),
        MessageReactionHandler(
            unguarded(reacted), message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_UPDATED
        ),
    ],
    forms=forms.FORMS,
    modules=[Module("💭 微社区", Topics(0, 0), main=True)],
    commands=[MenuCommand("topics", "微社区话题", Act.SEE_TOPICS, screens.command)],
    waiting=[joins.WAITING],
    deciding=[deciding.DECIDING],
    ledger=[joins.TOPICS],
    finding=[joins.FINDING],
    records={"topic": "话题", "opinion": "发言"},
)
