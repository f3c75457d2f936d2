"""微社区: the online organisational life: a branch's topics, opinions, criticism and self-criticism, and answers."""

from telegram.ext import MessageReactionHandler

from handlers.kit.engine.access_check import command, pressed, ungated
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.topics import answering, ledger, listing, opening, speaking
from handlers.topics import buttons as b
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("topics", Act.SEE_TOPICS, listing.command),
        pressed(b.Topics, listing.show_topics),
        pressed(b.OpenTopic, listing.open_topic),
        pressed(b.TopicFiles, listing.send_files),
        pressed(b.Opinions, listing.show_opinions),
        pressed(b.OpenOpinion, listing.open_opinion),
        pressed(b.Versions, listing.show_versions),
        pressed(b.WithdrawOpinion, listing.withdraw),
        pressed(b.NextUnanswered, listing.next_unanswered),
        pressed(b.Silent, listing.show_silent),
        pressed(b.UrgeSilent, listing.urge_silent),
        MessageReactionHandler(
            ungated(answering.reacted), message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_UPDATED
        ),
    ],
    flows=[
        opening.OPENING,
        opening.CLOSING,
        speaking.SPEAKING,
        speaking.REPLYING,
        speaking.EDITING,
        answering.ANSWERING,
    ],
    modules=[Module("💭 微社区", b.Topics(0, 0), main=True)],
    commands=[MenuCommand("topics", "微社区话题", Act.SEE_TOPICS)],
    waiting=[listing.waiting],
    ledger=[ledger.TOPICS],
)
