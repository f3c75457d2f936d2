"""The order of the steps of 发展党员, and the rule that each rests on."""

from collections.abc import Mapping
from types import MappingProxyType

from scoring.development_steps import Step

NEEDS: Mapping[Step, tuple[Step, ...]] = MappingProxyType(
    {
        Step.APPLIED: (),
        Step.TALKED: (Step.APPLIED,),
        Step.RECOMMENDED: (Step.TALKED,),
        Step.ACTIVIST: (Step.RECOMMENDED,),
        Step.CONTACTS: (Step.ACTIVIST,),
        Step.INSPECTED: (Step.CONTACTS,),
        Step.HEARD: (Step.CONTACTS,),
        Step.PROPOSED: (Step.HEARD,),
        Step.CONSENTED: (Step.PROPOSED,),
        Step.NOTICE: (Step.CONSENTED,),
        Step.NOTICE_ENDED: (Step.NOTICE,),
        Step.CANDIDATE: (Step.NOTICE_ENDED,),
        Step.INTRODUCERS: (Step.CANDIDATE,),
        Step.REVIEWED: (Step.CANDIDATE,),
        Step.TRAINED: (Step.CANDIDATE,),
        Step.PRE_REVIEWED: (Step.INTRODUCERS, Step.REVIEWED, Step.TRAINED),
        Step.FORM: (Step.PRE_REVIEWED,),
        Step.ADMITTED: (Step.PRE_REVIEWED,),
        Step.INTERVIEWED: (Step.ADMITTED,),
        Step.LONGER: (Step.ADMITTED,),
        Step.APPROVED: (Step.ADMITTED, Step.INTERVIEWED),
        Step.SWORN: (Step.APPROVED,),
        Step.FULL_APPLIED: (Step.APPROVED,),
        Step.FULL_HEARD: (Step.FULL_APPLIED,),
        Step.DEFERRED: (Step.APPROVED,),
        Step.EXTENDED: (Step.FULL_HEARD,),
        Step.EXTENDED_APPROVED: (Step.EXTENDED,),
        Step.FULL_VOTED: (Step.FULL_HEARD,),
        Step.FULL_APPROVED: (Step.FULL_VOTED,),
        Step.CANCEL_PROPOSED: (Step.APPROVED,),
        Step.CANCEL_VOTED: (Step.CANCEL_PROPOSED,),
        Step.CANCEL_APPROVED: (Step.CANCEL_VOTED,),
    }
)
OVER_WITH: Mapping[Step, tuple[Step, ...]] = MappingProxyType(
    {
        Step.CONTACTS: (Step.ADMITTED,),
        Step.INSPECTED: (Step.ADMITTED,),
        Step.HEARD: (Step.PROPOSED,),
        Step.INTRODUCERS: (Step.ADMITTED,),
        Step.TRAINED: (Step.PRE_REVIEWED,),
        Step.FORM: (Step.ADMITTED,),
        Step.INTERVIEWED: (Step.APPROVED,),
        Step.LONGER: (Step.APPROVED,),
        Step.SWORN: (Step.CANCEL_VOTED,),
        Step.FULL_APPLIED: (Step.CANCEL_VOTED,),
        Step.FULL_HEARD: (Step.FULL_VOTED, Step.CANCEL_VOTED),
        Step.DEFERRED: (Step.FULL_VOTED, Step.CANCEL_VOTED),
        Step.EXTENDED: (Step.FULL_VOTED, Step.CANCEL_VOTED),
        Step.EXTENDED_APPROVED: (Step.CANCEL_VOTED,),
        Step.FULL_VOTED: (Step.CANCEL_VOTED,),
        Step.FULL_APPROVED: (Step.CANCEL_VOTED,),
        Step.CANCEL_PROPOSED: (Step.FULL_APPROVED,),
        Step.CANCEL_VOTED: (Step.FULL_APPROVED,),
        Step.CANCEL_APPROVED: (Step.FULL_APPROVED,),
    }
)
"""After one of those steps there is no point in this one any more."""

RULES: Mapping[Step, str] = MappingProxyType(
    {
        Step.APPLIED: "application_talk",
        Step.TALKED: "application_talk",
        Step.RECOMMENDED: "recommendation",
        Step.ACTIVIST: "recommendation",
        Step.CONTACTS: "cultivation",
        Step.INSPECTED: "cultivation",
        Step.HEARD: "proposal",
        Step.PROPOSED: "proposal",
        Step.CONSENTED: "proposal",
        Step.NOTICE: "notice_period",
        Step.NOTICE_ENDED: "notice_period",
        Step.CANDIDATE: "notice_period",
        Step.INTRODUCERS: "introducers",
        Step.REVIEWED: "political_review",
        Step.TRAINED: "short_training",
        Step.PRE_REVIEWED: "pre_review",
        Step.FORM: "pre_review",
        Step.ADMITTED: "acceptance_vote",
        Step.INTERVIEWED: "approval_interview",
        Step.LONGER: "committee_approval",
        Step.APPROVED: "committee_approval",
        Step.SWORN: "oath",
        Step.FULL_APPLIED: "full_membership",
        Step.FULL_HEARD: "full_membership",
        Step.DEFERRED: "full_membership_deferral",
        Step.EXTENDED: "probation_extension",
        Step.EXTENDED_APPROVED: "probation_extension",
        Step.FULL_VOTED: "full_membership",
        Step.FULL_APPROVED: "full_membership_approval",
        Step.CANCEL_PROPOSED: "probation_cancellation",
        Step.CANCEL_VOTED: "probation_cancellation",
        Step.CANCEL_APPROVED: "probation_cancellation",
    }
)
"""The rule that a step rests on."""
