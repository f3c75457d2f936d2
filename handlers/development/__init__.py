"""发展党员: the yearly plan, each applicant's way through the public stages, comments, what is due."""

from handlers.development import (
    beginning,
    commenting,
    editions,
    home,
    looking,
    mine,
    moving,
    planning,
    recording,
    running,
)
from handlers.development import buttons as b
from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("develop", Act.SEE_DEVELOPMENT, looking.command),
        pressed(b.Develop, looking.show),
        pressed(b.Cases, looking.show_cases),
        pressed(b.OpenCase, looking.open_case),
        pressed(b.ManageCase, looking.manage),
        pressed(b.CaseBasis, looking.show_basis),
        pressed(b.ShowDocuments, looking.show_documents),
        pressed(b.Categories, looking.show_categories),
        pressed(b.ConfirmCategory, running.confirm_category),
        pressed(b.Comments, commenting.show_comments),
        pressed(b.OpenComment, commenting.open_comment),
        pressed(b.OwnComment, commenting.own),
        pressed(b.HandOver, moving.hand_over),
        pressed(b.AcceptCase, moving.accept),
        pressed(b.Corrections, editions.show),
        pressed(b.OpenCorrection, editions.open_correction),
        pressed(b.Plan, planning.show),
        pressed(b.OpenPlan, planning.open_entry),
        pressed(b.ApprovePlan, planning.approve),
        pressed(b.RemovePlan, planning.remove),
    ],
    forms=[
        recording.FLOW,
        beginning.FLOW,
        running.UNDO,
        running.END,
        running.DOCUMENTS,
        commenting.FLOW,
        commenting.ANSWER,
        commenting.REVEAL,
        planning.FLOW,
        editions.FLOW,
    ],
    modules=[Module("🌱 发展党员", b.Develop())],
    commands=[MenuCommand("develop", "发展党员", Act.SEE_DEVELOPMENT)],
    waiting=[home.waiting],
    ledger=[looking.LEDGER],
    mine=[mine.mine, mine.said],
)
