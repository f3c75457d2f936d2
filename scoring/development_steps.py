"""The steps of 发展党员 from application to full membership, in their order, and what belongs to each (中国共产党发展党员工作细则)."""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType


class Stage(StrEnum):
    """The public stages; the value is the word shown."""

    APPLICATION = "入党申请"
    RECOMMENDATION = "推优"
    CULTIVATION = "培养"
    INSPECTION = "考察"
    NOTICE = "公示"
    ACCEPTANCE = "接收"
    FULL = "转正"


class Step(StrEnum):
    """Every step, in order."""

    APPLIED = auto()
    TALKED = auto()
    RECOMMENDED = auto()
    ACTIVIST = auto()
    CONTACTS = auto()
    INSPECTED = auto()
    HEARD = auto()
    PROPOSED = auto()
    CONSENTED = auto()
    NOTICE = auto()
    NOTICE_ENDED = auto()
    CANDIDATE = auto()
    INTRODUCERS = auto()
    REVIEWED = auto()
    TRAINED = auto()
    PRE_REVIEWED = auto()
    FORM = auto()
    ADMITTED = auto()
    INTERVIEWED = auto()
    LONGER = auto()
    APPROVED = auto()
    SWORN = auto()
    FULL_APPLIED = auto()
    FULL_HEARD = auto()
    DEFERRED = auto()
    EXTENDED = auto()
    EXTENDED_APPROVED = auto()
    FULL_VOTED = auto()
    FULL_APPROVED = auto()
    CANCEL_PROPOSED = auto()
    CANCEL_VOTED = auto()
    CANCEL_APPROVED = auto()

    @property
    def words(self) -> str:
        """The step's name."""
        return TITLES[self]

    @property
    def place(self) -> int:
        """Where it stands in the order, from 0."""
        return ORDER.index(self)


ORDER = tuple(Step)
TITLES: Mapping[Step, str] = MappingProxyType(
    {
        Step.APPLIED: "递交入党申请书",
        Step.TALKED: "派人谈话",
        Step.RECOMMENDED: "推优",
        Step.ACTIVIST: "确定为入党积极分子",
        Step.CONTACTS: "指定培养联系人",
        Step.INSPECTED: "半年考察",
        Step.HEARD: "听取意见",
        Step.PROPOSED: "支委会讨论拟列",
        Step.CONSENTED: "上级党委同意拟列",
        Step.NOTICE: "开始公示",
        Step.NOTICE_ENDED: "公示结果",
        Step.CANDIDATE: "列为发展对象",
        Step.INTRODUCERS: "确定入党介绍人",
        Step.REVIEWED: "政治审查",
        Step.TRAINED: "短期集中培训",
        Step.PRE_REVIEWED: "党委预审",
        Step.FORM: "发放入党志愿书",
        Step.ADMITTED: "支部大会讨论接收",
        Step.INTERVIEWED: "审批前谈话",
        Step.LONGER: "特殊情况延长审批",
        Step.APPROVED: "党委审批接收",
        Step.SWORN: "入党宣誓",
        Step.FULL_APPLIED: "提出转正申请",
        Step.FULL_HEARD: "听取转正意见",
        Step.DEFERRED: "推迟讨论转正",
        Step.EXTENDED: "支部大会讨论延长预备期",
        Step.EXTENDED_APPROVED: "党委审批延长预备期",
        Step.FULL_VOTED: "支部大会讨论转正",
        Step.FULL_APPROVED: "党委审批转正",
        Step.CANCEL_PROPOSED: "提出取消预备党员资格",
        Step.CANCEL_VOTED: "支部大会讨论取消资格",
        Step.CANCEL_APPROVED: "党委审批取消资格",
    }
)
STAGES: Mapping[Stage, tuple[Step, ...]] = MappingProxyType(
    {
        Stage.APPLICATION: (Step.APPLIED, Step.TALKED),
        Stage.RECOMMENDATION: (Step.RECOMMENDED, Step.ACTIVIST),
        Stage.CULTIVATION: (Step.CONTACTS,),
        Stage.INSPECTION: (Step.INSPECTED, Step.HEARD, Step.PROPOSED, Step.CONSENTED),
        Stage.NOTICE: (Step.NOTICE, Step.NOTICE_ENDED, Step.CANDIDATE),
        Stage.ACCEPTANCE: (
            Step.INTRODUCERS,
            Step.REVIEWED,
            Step.TRAINED,
            Step.PRE_REVIEWED,
            Step.FORM,
            Step.ADMITTED,
            Step.INTERVIEWED,
            Step.LONGER,
            Step.APPROVED,
            Step.SWORN,
        ),
        Stage.FULL: (
            Step.FULL_APPLIED,
            Step.FULL_HEARD,
            Step.DEFERRED,
            Step.EXTENDED,
            Step.EXTENDED_APPROVED,
            Step.FULL_VOTED,
            Step.FULL_APPROVED,
        ),
    }
)
"""The steps of each public stage; that a cancellation is under way is nobody's to read there."""
CLOSES: Mapping[Stage, Step] = MappingProxyType(
    {
        Stage.APPLICATION: Step.TALKED,
        Stage.RECOMMENDATION: Step.ACTIVIST,
        Stage.CULTIVATION: Step.CONTACTS,
        Stage.INSPECTION: Step.CONSENTED,
        Stage.NOTICE: Step.CANDIDATE,
        Stage.ACCEPTANCE: Step.APPROVED,
        Stage.FULL: Step.FULL_APPROVED,
    }
)
"""The step with which a stage is passed."""

VOTED = frozenset({Step.ADMITTED, Step.EXTENDED, Step.FULL_VOTED, Step.CANCEL_VOTED})
"""Steps that a branch meeting decides by ballot."""
DECIDED_ABOVE = frozenset(
    {
        Step.CONSENTED,
        Step.PRE_REVIEWED,
        Step.INTERVIEWED,
        Step.LONGER,
        Step.APPROVED,
        Step.EXTENDED_APPROVED,
        Step.FULL_APPROVED,
        Step.CANCEL_APPROVED,
    }
)
"""Steps that the bureau's party committee decides or arranges."""
JUDGED = VOTED | (DECIDED_ABOVE - {Step.INTERVIEWED, Step.LONGER}) | {Step.NOTICE_ENDED, Step.REVIEWED}
"""Steps that may end with a no."""
AGAIN = frozenset(
    {
        Step.CONTACTS,
        Step.INSPECTED,
        Step.HEARD,
        Step.INTRODUCERS,
        Step.TRAINED,
        Step.FULL_HEARD,
        Step.EXTENDED,
        Step.EXTENDED_APPROVED,
    }
)
"""Steps that may be recorded again."""
NOTED: Mapping[Step, str] = MappingProxyType(
    {
        Step.CONSENTED: "批复的文号",
        Step.INTERVIEWED: "谈话情况和谈话人的意见",
        Step.LONGER: "延长审批的原因",
        Step.DEFERRED: "推迟讨论的原因",
        Step.CANCEL_PROPOSED: "取消资格的理由",
    }
)
"""Steps that are not recorded without a word, and what it says."""

UNDOES: Mapping[Step, frozenset[Step]] = MappingProxyType(
    {
        Step.CONSENTED: frozenset({Step.PROPOSED}),
        Step.NOTICE_ENDED: frozenset({Step.NOTICE}),
        Step.ADMITTED: frozenset({Step.PRE_REVIEWED, Step.FORM}),
        Step.APPROVED: frozenset({Step.PRE_REVIEWED, Step.FORM, Step.ADMITTED, Step.INTERVIEWED, Step.LONGER}),
        Step.EXTENDED_APPROVED: frozenset({Step.EXTENDED}),
        Step.FULL_APPROVED: frozenset({Step.FULL_VOTED}),
        Step.CANCEL_VOTED: frozenset({Step.CANCEL_PROPOSED}),
        Step.CANCEL_APPROVED: frozenset({Step.CANCEL_PROPOSED, Step.CANCEL_VOTED}),
    }
)
"""What a no has to have done anew."""
