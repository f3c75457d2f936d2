"""The words of the roster that carry meaning: what a person is to the Party (类别) and which posts (职务) they hold."""

from enum import StrEnum


class Category(StrEnum):
    """What a person is to the Party; the value is the word in the roster."""

    FULL_MEMBER = "正式党员"
    PROBATIONARY = "预备党员"
    PROSPECT = "发展对象"
    ACTIVIST = "入党积极分子"
    APPLICANT = "入党申请人"
    NON_MEMBER = "群众"
    AUXILIARY = "辅警"


class Post(StrEnum):
    """A post that carries rights; the value is the word in the roster."""

    COMMITTEE_SECRETARY = "党委书记"
    INSPECTOR = "纪检监察"
    PARTY_STAFF = "党务干部"
    SECRETARY = "支部书记"
    DEPUTY_SECRETARY = "支部副书记"
    ORGANISATION = "组织委员"
    PUBLICITY = "宣传委员"
    DISCIPLINE = "纪检委员"
    GROUP_LEADER = "党小组长"


COMMITTEE_POSTS = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE})
"""The posts that make somebody a member of the branch committee (支委)."""

BRANCH_POSTS = COMMITTEE_POSTS | {Post.GROUP_LEADER}
"""Posts held within one branch, as against those that reach over the whole bureau."""

MEMBERS = frozenset({Category.FULL_MEMBER, Category.PROBATIONARY})
"""The categories that make somebody a party member (党员)."""
