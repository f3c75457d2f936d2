"""Daily management (日常管理): heart-to-heart talks, interviews and home visits, behind a PIN."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.talks import duty, forms, joins, printing, screens
from handlers.talks.buttons import TalkHome
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, duty, printing),
    forms=forms.FORMS,
    modules=[Module("🗣 日常管理", TalkHome(), main=True)],
    commands=[MenuCommand("talk", "谈心谈话和家访", Act.SEE_TALKS, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.TALKS, joins.DUTY],
    mine=[joins.mine],
    papers=[printing.PAPERS],
    people=[duty.PEOPLE],
    records={"talk": "谈话记录", "talks": "谈心谈话登记"},
)
