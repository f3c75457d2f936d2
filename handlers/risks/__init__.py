"""风险防控: signs and what they lead to; the self-check of one's own post; the risk points of each post as they stand now."""

from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.risks import buttons as b
from handlers.risks import checking, confirming, handling, home, ledger, mine, noting, posts, signs
from handlers.risks import sign_buttons as s
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("risk", Act.CHECK_POST, home.command),
        pressed(b.Risks, home.risks),
        pressed(b.CheckBasis, home.check_basis),
        pressed(b.MyChecks, confirming.my_checks),
        pressed(b.OpenCheck, confirming.open_check),
        pressed(b.ToConfirm, confirming.to_confirm),
        pressed(b.Confirm, confirming.confirm),
        pressed(b.Posts, posts.posts),
        pressed(b.OpenPost, posts.open_post),
        pressed(b.ExportPosts, posts.export),
        pressed(s.Signs, signs.listed),
        pressed(s.OpenSign, signs.open_sign),
        pressed(s.ReadSign, signs.read_sign),
        pressed(s.SignBasis, signs.show_basis),
    ],
    forms=[checking.FLOW, confirming.RETURN, noting.FLOW, handling.RAISE, handling.CLOSE, signs.READING],
    modules=[Module("⚠️ 风险防控", b.Risks(), main=True)],
    commands=[MenuCommand("risk", "风险防控", Act.CHECK_POST)],
    waiting=[confirming.waiting, signs.waiting],
    ledger=[ledger.CHECKS, ledger.SIGNS],
    mine=[mine.own_checks, mine.noted],
)
