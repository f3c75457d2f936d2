"""The buttons of 发展党员."""

from handlers.kit.screens.buttons import Button
from scoring.development_steps import Step
from scoring.papers.paper import Form
from storage.people.rights import Act


class Develop(Button, prefix="dv", act=Act.SEE_DEVELOPMENT):
    """发展党员: the first screen."""


class Cases(Button, prefix="dv_list", act=Act.SEE_DEVELOPMENT):
    """Cases under way: "all", "notice" (公示 is on), "mine" (of my branch); or "over"."""

    page: int
    which: str


class OpenDevelopment(Button, prefix="dv_case", act=Act.SEE_DEVELOPMENT):
    """One case as everybody may read it."""

    case: int


class ManageCase(Button, prefix="dv_do", act=Act.SEE_DEVELOPMENT):
    """One case from inside: every step, what is possible, what is late."""

    case: int


class CaseBasis(Button, prefix="dv_rule", act=Act.SEE_DEVELOPMENT):
    """The rules that the case is bound to."""

    case: int
    page: int


class StartCase(Button, prefix="dv_new", act=Act.RUN_DEVELOPMENT):
    """Record an application."""


class StartStep(Button, prefix="dv_step", act=Act.SEE_DEVELOPMENT):
    case: int
    step: Step


class StartUndo(Button, prefix="dv_undo", act=Act.SEE_DEVELOPMENT):
    """Take the last step back."""

    case: int


class StartEnd(Button, prefix="dv_end", act=Act.SEE_DEVELOPMENT):
    """End the case before its aim."""

    case: int


class StartDocuments(Button, prefix="dv_files", act=Act.SEE_DEVELOPMENT):
    """Add photos and files as that document of the list ("": as other ones)."""

    case: int
    material: str


class ShowDocuments(Button, prefix="dv_show", act=Act.SEE_DEVELOPMENT):
    """Be sent the photos and files."""

    case: int


class Materials(Button, prefix="dv_mat", act=Act.SEE_DEVELOPMENT):
    """The documents that the file must hold: there, on paper, or missing."""

    case: int
    page: int


class OpenMaterial(Button, prefix="dv_mat_of", act=Act.SEE_DEVELOPMENT):
    """One of them, with what is there."""

    case: int
    material: str


class ShowMaterial(Button, prefix="dv_mat_see", act=Act.SEE_DEVELOPMENT):
    """Be sent its files."""

    case: int
    material: str


class StartPaper(Button, prefix="dv_paper", act=Act.SEE_DEVELOPMENT):
    """Enter it as paper that the office holds."""

    case: int
    material: str


class DropMaterial(Button, prefix="dv_mat_off", act=Act.SEE_DEVELOPMENT):
    """Take its newest entry back; asked once more."""

    case: int
    sure: int
    material: str


class Samples(Button, prefix="dv_sam", act=Act.SEE_DEVELOPMENT):
    """范文和填写说明."""

    page: int


class OpenSample(Button, prefix="dv_sam_of", act=Act.SEE_DEVELOPMENT):
    sample: str


class Analysis(Button, prefix="dv_ana", act=Act.SEE_DEVELOPMENT):
    """年度分析 of a branch (0: the bureau); `half` 1 or 2, 0 for the year."""

    branch: int
    year: int
    half: int


class AnalysedBranches(Button, prefix="dv_ana_all", act=Act.APPROVE_DEVELOPMENT):
    """Which branches have confirmed theirs."""

    year: int
    half: int
    page: int


class StartAnalysis(Button, prefix="dv_ana_new", act=Act.SEE_DEVELOPMENT):
    """Confirm it with one's own words."""

    branch: int
    year: int
    half: int


class TakeAnalysis(Button, prefix="dv_ana_xlsx", act=Act.SEE_DEVELOPMENT):
    """As XLSX."""

    branch: int
    year: int
    half: int


class PrintCase(Button, prefix="dv_paper_of", act=Act.SEE_DEVELOPMENT):
    """发展党员卷宗 as a paper."""

    case: int
    form: Form


class PrintAnalysis(Button, prefix="dv_ana_prn", act=Act.SEE_DEVELOPMENT):
    branch: int
    year: int
    half: int
    form: Form


class PrintSample(Button, prefix="dv_sam_prn", act=Act.SEE_DEVELOPMENT):
    sample: str
    form: Form


class StartComment(Button, prefix="dv_say", act=Act.COMMENT_DEVELOPMENT):
    case: int


class Comments(Button, prefix="dv_says", act=Act.SEE_DEVELOPMENT):
    case: int
    page: int


class OpenComment(Button, prefix="dv_word", act=Act.SEE_DEVELOPMENT):
    comment: int


class OwnComment(Button, prefix="dv_mine", act=Act.COMMENT_DEVELOPMENT):
    """A comment of mine and its answer; of a confidential one by its code."""

    comment: int
    code: str


class StartAnswer(Button, prefix="dv_reply", act=Act.SEE_DEVELOPMENT):
    comment: int


class StartReveal(Button, prefix="dv_who", act=Act.SEE_COMMENT_AUTHORS):
    """See who left a confidential comment, with a purpose."""

    comment: int


class Plan(Button, prefix="dv_plan", act=Act.SEE_DEVELOPMENT):
    """The yearly list."""

    year: int
    page: int


class StartPlan(Button, prefix="dv_plan_new", act=Act.PLAN_DEVELOPMENT):
    year: int


class OpenPlan(Button, prefix="dv_plan_of", act=Act.SEE_DEVELOPMENT):
    entry: int


class ApprovePlan(Button, prefix="dv_plan_ok", act=Act.APPROVE_DEVELOPMENT):
    entry: int


class RemovePlan(Button, prefix="dv_plan_off", act=Act.PLAN_DEVELOPMENT):
    """Off the list; asked once more."""

    entry: int
    sure: int


class Categories(Button, prefix="dv_cats", act=Act.CONFIRM_CATEGORY):
    """Those whose category in the roster has to follow a decision."""

    page: int


class ConfirmCategory(Button, prefix="dv_cat", act=Act.CONFIRM_CATEGORY):
    """Let it follow. `wanted` is the name of the category that was shown."""

    case: int
    wanted: str


class HandOver(Button, prefix="dv_hand", act=Act.SEE_DEVELOPMENT):
    """Give the case to the branch where its person is now; asked once more."""

    case: int
    sure: int


class AcceptCase(Button, prefix="dv_take", act=Act.RUN_DEVELOPMENT):
    """Take over the case of somebody who has come; asked once more."""

    case: int
    sure: int


class Corrections(Button, prefix="dv_eds", act=Act.APPROVE_DEVELOPMENT):
    """Rules that open cases have otherwise than they are today."""


class OpenCorrection(Button, prefix="dv_ed", act=Act.APPROVE_DEVELOPMENT):
    """One of them: before, after, and the cases that it touches."""

    rule: str
    page: int


class StartCorrection(Button, prefix="dv_ed_go", act=Act.APPROVE_DEVELOPMENT):
    """Apply it to the open cases."""

    rule: str
