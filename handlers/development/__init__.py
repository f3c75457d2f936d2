"""发展党员: the yearly plan, each applicant's way through the public stages, comments, what is due."""

from handlers.development import analysis, comments, corrections, forms, joins, materials, plan, printing, screens
from handlers.development.buttons import Develop
from handlers.development.steps import STEP
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, comments, corrections, plan, materials, analysis, printing),
    forms=(STEP, *forms.FORMS, *comments.FORMS, plan.PLANNING, corrections.CORRECTING, analysis.CONFIRMING),
    modules=[Module("🌱 发展党员", Develop(), main=True)],
    commands=[MenuCommand("develop", "发展党员", Act.SEE_DEVELOPMENT, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.LEDGER],
    uploads=[joins.UPLOADS],
    finding=[joins.FINDING],
    papers=[printing.PAPERS],
    mine=[joins.mine, joins.said, joins.papers],
    records={
        "development": "发展党员",
        "development_step": "发展党员",
        "comment": "评议",
        "development_analysis": "发展党员分析",
    },
)
