"""What personnel systems and party offices call the roster's columns, categories, posts and branches; pure words."""

import re
import unicodedata

from scoring.chinese.names import tidy
from storage.people.posts import Category, Post
from storage.sheets.header import meaning

COLUMNS = ("警号", "姓名", "支部", "党小组", "类别", "职务", "手机号", "岗位", "入党日期", "转正日期")

CALLED = {
    "警号": "警员编号 警官编号 民警编号 人员编号 警号/辅警编号 警号(辅警编号) 辅警编号 警号或辅警编号 警务编号 工号 职工编号",
    "姓名": "民警姓名 党员姓名 人员姓名 名字 姓名(全名) 职工姓名 辅警姓名",
    "支部": "所在党支部 支部名称 党支部 党组织 所在支部 所属支部 所属党支部 党支部名称 所在党组织 党组织名称 所属党组织 所在基层党组织"
    " 组织关系所在支部 组织关系所在党支部 党员所在支部 所在党支部名称 基层党组织名称",
    "党小组": "小组 所在党小组 所属党小组 党小组名称 所在小组",
    "类别": "人员性质 人员身份 用工性质 党员类别 人员类别 政治面貌 政治面目 党员类型 人员类型 党员身份 党籍状态 类型",
    "职务": "党内职务 支部职务 党支部职务 党内任职 党务职务 现任党内职务 支部内职务",
    "手机号": "手机 手机号码 移动电话 联系电话 电话 电话号码 联系方式 联系手机 本人手机 移动电话号码 手机电话",
    "岗位": "工作岗位 行政职务 现任职务 职务职级 岗位名称 工作职务 单位职务 行政职务(岗位) 岗位职务 现任行政职务",
    "入党日期": "入党时间 加入党组织日期 加入党组织时间 入党年月 加入中共时间 加入中国共产党时间 加入中国共产党日期 入党年月日 入党时间(年月日)"
    " 加入中共日期 参加党派时间 参加党派日期 加入党派时间 参加党组织时间 何时入党",
    "转正日期": "转正时间 转为正式党员日期 转为正式党员时间 转正年月 党员转正时间 党员转正日期 成为正式党员时间 转正年月日 转为正式党员年月",
}
SYNONYMS = {name: column for column, names in CALLED.items() for name in names.split()}
# What stands before a word in headings of the same; 申请入党时间 and 介绍人姓名 are others.
_WHOSE = "(?:本人|党员|民警|辅警|人员|个人|现|所在|所属|所|隶属|基层|组织关系|现所在)?"
_LIKE = {
    "警号": re.compile(_WHOSE + "(?:警号|(?:民|辅)?警(?:员|官)?(?:编号|号码))"),
    "姓名": re.compile(_WHOSE + "姓名"),
    "支部": re.compile(_WHOSE + "(?:基层)?(?:党支部|支部|党组织)(?:名称|全称)?"),
    "党小组": re.compile(_WHOSE + "党小组(?:名称)?"),
    "手机号": re.compile(_WHOSE + "(?:联系)?手机(?:号码?|电话)?"),
    "入党日期": re.compile(_WHOSE + "(?:入党|加入.{0,5}党(?:组织)?)的?(?:时间|日期|年月日?)"),
    "转正日期": re.compile(_WHOSE + "(?:预备党员)?(?:转正|转为?正式党员|成为正式党员)的?(?:时间|日期|年月日?)"),
}
_RESEMBLING = {
    "警号": re.compile("编号|编码|警号|工号"),
    "姓名": re.compile("姓名|名字"),
    "支部": re.compile("支部|党组织|总支"),
    "党小组": re.compile("小组"),
    "类别": re.compile("面貌|类别|身份|性质|党员"),
    "职务": re.compile("职务|任职|担任"),
    "手机号": re.compile("手机|电话|联系"),
    "岗位": re.compile("岗位|职务|任职"),
    "入党日期": re.compile("入党|加入"),
    "转正日期": re.compile("转正|转为正式"),
}
_ANOTHERS = re.compile(
    "序号|身份证|证件|申请|介绍人|培养|联系人|职务级别|职级|职务层次|入党积极分子|任职(?:时间|日期)|地址|座机|办公电话|家庭|紧急"
)
heading = meaning(COLUMNS, SYNONYMS, _LIKE)
"""What a heading of a roster file means."""
MEMBER = "党员"
"""What says that somebody is in the Party, and not whether in full."""

_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
# What turns a word into another one, before it or in brackets: 原支部书记, 支部书记（拟任）, 群众（积极分子）, 取消预备党员资格.
_NOT_SO = re.compile(
    r"原|前任|曾|历任|拟|免|卸|离[任职]|调[出离走]|转出|退(?!休)|停|取消|除名|开除|失联|候|代理|待|不|未|非"
)
_OTHERWISE = re.compile(_NOT_SO.pattern + "|申请|积极|发展|预备|党|团")
_CATEGORIES = {each.value: each for each in Category} | {
    word: category
    for category, words in {
        Category.FULL_MEMBER: "正式 中共正式党员 党员(正式) 中共党员(正式) 正式中共党员 中国共产党正式党员",
        Category.PROBATIONARY: "预备 中共预备党员 党员(预备) 中共党员(预备) 预备期党员 中国共产党预备党员",
        Category.PROSPECT: "党员发展对象 入党发展对象",
        Category.ACTIVIST: "积极分子 入党积极份子 积极份子",
        Category.APPLICANT: "申请人 申请入党 已递交入党申请书 递交入党申请书 入党申请",
        Category.NON_MEMBER: "共青团员 团员 无党派 无党派人士 非党员 非中共党员 普通群众 中国共产主义青年团团员 民革党员 民革会员 民盟盟员 民建会员"
        " 民进会员 农工党党员 致公党党员 九三学社社员 台盟盟员 民主党派",
    }.items()
    for word in words.split()
}
_PROBATIONER = re.compile(
    r"(?:中共|中国共产党)?(?:党员)?\(?(?:延长)?预备期?(?:党员|的党员)?(?:\(?(?:中|内|延长|延长期|延长预备期|在职|[\d年月日.、-]+(?:入党|接收|吸收)?)\)?)?\)?"
)
_IN_PARTY = {"中共党员", "党员", "中国共产党党员", "中共", "普通党员", "在职党员"}
# Of whom a system speaks that mixes people's kinds into one column.
_NO_CATEGORY = {"民警", "公务员", "职工", "在职", "在编", "干部", "警察", "人民警察", "工勤", "事业编", "行政编"}
OUTSIDE = {"群众", "非党员", "非中共党员", "普通群众", "无党派", "无党派人士"}
"""Who is that is in no party."""
_OF_STAFF = re.compile(r"(?:人员|用工)(?:性质|身份|类别|类型)|类型")
# Under a heading about staff 正式 is how somebody is employed.
_OF_EMPLOYMENT = {"正式", "预备", "正式编制", "正式民警", "正式在编"}
_WEIGHT = (
    Category.PROBATIONARY, Category.FULL_MEMBER, Category.PROSPECT, Category.ACTIVIST, Category.APPLICANT,
)  # fmt: skip

_POSTS = {each.value: each for each in Post} | {
    word: post
    for post, words in {
        Post.COMMITTEE_SECRETARY: "局党委书记 公安局党委书记 县局党委书记 市局党委书记 分局党委书记",
        Post.SECRETARY: "党支部书记 书记 支书 党支书",
        Post.DEPUTY_SECRETARY: "党支部副书记 副书记 副支书",
        Post.ORGANISATION: "支部组织委员 党支部组织委员 组织",
        Post.PUBLICITY: "支部宣传委员 党支部宣传委员 宣传",
        Post.DISCIPLINE: "纪律检查委员 支部纪检委员 党支部纪检委员 纪律委员 支部纪律检查委员 纪检",
        Post.GROUP_LEADER: "党小组组长 小组长 党小组小组长 小组组长",
    }.items()
    for word in words.split()
}
_BOTH = {"组宣委员": (Post.ORGANISATION, Post.PUBLICITY), "宣组委员": (Post.ORGANISATION, Post.PUBLICITY)}
_GROUP_LEADER = re.compile(r"[^副]{0,6}党小组(?:小?组长|长)")
# What is said of a post that somebody held, or is to hold.
_FORMER = re.compile(r"原(?!州|平|阳|武)|前任?|曾|历任|拟|候|代|见习|已|不")
_NO_POST = re.compile(
    r"(?:普通|一般)?(?:正式|预备|中共)?党员|群众|积极分子|.*(?:局长|政委|教导员|指导员|协理员|.队长|所长|科长|股长|处长|主任|秘书长|科员|民警|辅警|警长|警员|警务[专主]?[员管]?|内勤"
    r"|驾驶员|文员|职员|调研员|主办|高级主管|警司|警督|干事|会计|出纳|法制员|技术员|组员|政工|督察长|厅长|巡视员|辅导员|[大中]队副?|副职|正职|科级|股级|处级)"
)
_POST_SEPARATORS = re.compile(r"[、,/;|\s+&]+|兼任?|并任|暨|(?<=书记)和|(?<=委员)和|及")


def resembled(heading: str) -> list[str]:
    """The columns of ours that a heading which means none of them may be meant for."""
    return [] if _ANOTHERS.search(heading) else [name for name, like in _RESEMBLING.items() if like.search(heading)]


def plainly(text: str) -> str:
    """A word in one width, without spaces and without stars around it."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*.。:：'")


def without_notes(text: str) -> str:
    """Without what stands in brackets behind or within it: 纪检委员（兼） is 纪检委员."""
    return _ASIDE.sub("", text) or text


def _without_harmless(text: str, harm: re.Pattern[str] = _NOT_SO) -> str:
    """As above, but what makes it another word stays: 支部书记（原）."""
    return _ASIDE.sub(lambda note: note[0] if harm.search(note[0]) else "", text) or text


def category_of(text: str) -> Category | str | None:
    """The category that a word means, MEMBER where it says no more than that, None where it says nothing of the kind.

    Raises KeyError for a word that is not known.
    """
    plain = plainly(text)
    if _PROBATIONER.fullmatch(plain):
        return Category.PROBATIONARY
    for word in (plain, _without_harmless(plain, _OTHERWISE)):
        if word in _CATEGORIES:
            return _CATEGORIES[word]
        if word in _IN_PARTY:
            return MEMBER
        if word in _NO_CATEGORY:
            return None
    if "辅警" in plain and not _OTHERWISE.search(plain):
        return _CATEGORIES["辅警"]
    raise KeyError(plain)


def says_nothing_there(word: str, heading: str) -> bool:
    """Whether a word is about employment rather than the Party: 正式 under 用工性质."""
    return word in _OF_EMPLOYMENT and bool(_OF_STAFF.fullmatch(heading))


def weight(category: Category) -> int:
    """Of several columns that say what somebody is, the word with the least of it counts: 群众 comes last."""
    return _WEIGHT.index(category) if category in _WEIGHT else len(_WEIGHT) + (category is Category.NON_MEMBER)


def in_party(word: str) -> bool:
    """Whether a word says that somebody is in the Party, and not whether in full."""
    return word in _IN_PARTY


def post_words(text: str) -> list[str]:
    """副书记兼组织委员 is two words."""
    normal = _without_harmless(unicodedata.normalize("NFKC", text))
    return [word for each in _POST_SEPARATORS.split(normal) if (word := plainly(each))]


def posts_of(word: str) -> tuple[Post, ...]:
    """The posts of one word, none where it is work or membership rather than a post. Raises KeyError where it is not known."""
    bare = without_notes(word)
    found = _named(bare)
    if found and (bare != word or _FORMER.match(word)):
        raise KeyError(word)
    return found


def _named(word: str) -> tuple[Post, ...]:
    if word in _POSTS:
        return (_POSTS[word],)
    if word in _BOTH:
        return _BOTH[word]
    if re.fullmatch(r".{2,14}公安(?:分?局|厅)党委书记", word):
        return (Post.COMMITTEE_SECRETARY,)
    if _GROUP_LEADER.fullmatch(word):
        return (Post.GROUP_LEADER,)
    if branch_post := re.fullmatch(r".{2,20}党?支部(书记|副书记|组织委员|宣传委员|纪检委员)", word):
        return (_POSTS[branch_post[1]],)
    if _NO_POST.fullmatch(word) and not re.search(r"书记|委员|党务|纪检|纪委|支委", word):
        return ()
    raise KeyError(word)


def says_work(word: str) -> bool:
    """Whether a word that is no post is what somebody works as."""
    return (
        bool(_NO_POST.fullmatch(without_notes(word)))
        and word not in _IN_PARTY
        and not word.endswith(("党员", "群众", "积极分子"))
    )


def leads_group(word: str) -> str | None:
    """The group that a word such as 第一党小组组长 names."""
    found = re.fullmatch(r"(第.{1,3}党小组)(?:小?组长|长)", word)
    return found[1] if found else None


def branch_in(word: str) -> str | None:
    """The branch that a word such as 刑侦支部书记 names."""
    found = re.fullmatch(r"(.{2,20}?)党?支部(?:副?书记|(?:组织|宣传|纪检)委员)", word)
    return found[1] if found else None


def core(branch: str) -> str:
    """A branch's name without what is said of every branch: 中共海滨县公安局刑侦大队支部委员会 and 刑侦大队党支部 are 刑侦大队 of the bureau."""
    text = plainly(tidy(branch))
    text = re.sub(r"^(?:中共|中国共产党)", "", text)
    text = re.sub(r"(?:党支部委员会|支部委员会|党支部|支部|支委会)$", "", text)
    return re.sub(r"^.{2,12}?公安(?:分?局|厅)(?:机关)?(?=.{2})", "", text) or text
