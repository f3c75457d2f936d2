"""风险防控: signs and what they lead to; the self-check of one's own post; the risk points of each post as they stand now."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.risks import deciding, forms, joins, posts, screens, sign_forms, sign_screens
from handlers.risks.buttons import Risks
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, posts, sign_screens),
    forms=[*forms.FORMS, *sign_forms.FORMS],
    modules=[Module("⚠️ 风险防控", Risks(), main=True)],
    commands=[MenuCommand("risk", "风险防控", Act.CHECK_POST, screens.command)],
    deciding=[deciding.DECIDING],
    waiting=[joins.CHECKS_WAITING, joins.SIGNS_WAITING],
    ledger=[joins.CHECKS, joins.SIGNS],
    mine=[joins.own_checks, joins.noted],
    records={"sign": "苗头", "check": "岗位风险排查"},
)
