"""What stands around the names and days of a task's line: separators, and the words that tasks begin with."""

import re

from scoring.chinese.expressions import expression

EDGES = " \t\r\n\u3000,，。;；:：、!！"
# Behind a day or a name a new clause begins where one of these stands, or nothing.
BOUNDARY = EDGES + "()（）"
# With one of these the words of a task begin: 周五前|交表, 王芳|整理档案. Behind 12月1日|会议 and 3号|卡点 the word goes on.
_VERBS = (
    "完写交整提报准组学做办查走参汇上落反把请到去按将开拟送填核督检起草撰复召发传宣统收排清建制编修录登达回看拍打扫布"
    "迎慰问调研摸巡值执处形述签印搞要必须应带陪对与和参加跟及"
)
_NOT_VERBS = (
    "开始",
    "起至",
    "要求",
    "应急",
    "报告会",
    "学习会",
    "对象",
    "上午",
    "上旬",
    "到期",
    "必修",
    "发言",
    "发布会",
)
_CLAUSE = expression(rf"[^{re.escape(BOUNDARY)}]*")


def begins_clause(text: str, place: int) -> bool:
    """Whether what stands from that place on is a clause of its own: nothing, a sign, or a word that tasks begin with."""
    if place >= len(text) or text[place] in BOUNDARY:
        return True
    return text[place] in _VERBS and not text.startswith(_NOT_VERBS, place)


def ends_clause(text: str, place: int) -> bool:
    """Whether nothing, or a sign, stands before that place."""
    return place <= 0 or text[place - 1] in BOUNDARY


def clause(text: str, place: int) -> str:
    """The words from that place up to the next sign."""
    found = _CLAUSE.match(text, place)
    return found[0] if found else ""
