"""The buttons of 考试竞赛 that more than one file uses."""

from handlers.kit.screens.buttons import Button
from storage.exams.ranking import Span
from storage.people.rights import Act


class Quiz(Button, prefix="quiz", act=Act.TAKE_EXAMS):
    """考试竞赛: the module's first screen."""


class MyExams(Button, prefix="ex_mine", act=Act.TAKE_EXAMS):
    page: int


class Begin(Button, prefix="ex_go", act=Act.TAKE_EXAMS):
    """Begin a try, or go on with the open one."""

    exam: int


class Ask(Button, prefix="ex_q", act=Act.TAKE_EXAMS):
    """The question at that place."""

    sitting: int
    place: int


class Mark(Button, prefix="ex_a", act=Act.TAKE_EXAMS):
    """Choose the option that is shown there (1), or take the tick away (0)."""

    sitting: int
    place: int
    shown: int
    on: int


class AnswerCard(Button, prefix="ex_card", act=Act.TAKE_EXAMS):
    """答题卡: which are answered, from the question at that place."""

    sitting: int
    place: int


class HandIn(Button, prefix="ex_in", act=Act.TAKE_EXAMS):
    """交卷; asked once more."""

    sitting: int
    sure: int


class Result(Button, prefix="ex_res", act=Act.TAKE_EXAMS):
    sitting: int


class Review(Button, prefix="ex_rev", act=Act.TAKE_EXAMS):
    """A question of my paper with the right answer and its explanation."""

    sitting: int
    place: int


class PractiseMore(Button, prefix="pr_more", act=Act.TAKE_EXAMS):
    """As many again, once the day's first `after` are done."""

    after: int


class PractiseTick(Button, prefix="pr_tick", act=Act.TAKE_EXAMS):
    """The open question with those options ticked; `ticks` has a bit for each."""

    place: int
    ticks: int


class PractiseAnswer(Button, prefix="pr_a", act=Act.TAKE_EXAMS):
    """Answer it with those options."""

    place: int
    ticks: int


class Daily(Button, prefix="dq", act=Act.TAKE_EXAMS):
    """今日一题: the branch's picture of the day."""


class SwitchDaily(Button, prefix="dq_set", act=Act.POST_TO_GROUP):
    """Post a question to the branch's group each day (1), or no more (0)."""

    on: int


class Bank(Button, prefix="qb", act=Act.SET_EXAMS):
    page: int


class OpenTopic(Button, prefix="qb_t", act=Act.SET_EXAMS):
    page: int
    topic: str


class Found(Button, prefix="qb_f", act=Act.SET_EXAMS):
    """The questions with those words in them."""

    page: int
    words: str


class OpenQuestion(Button, prefix="qb_q", act=Act.SET_EXAMS):
    question: int


class Retire(Button, prefix="qb_off", act=Act.SET_EXAMS):
    """停用 a question, or (1) take it back into use."""

    question: int
    back: int


class Template(Button, prefix="qb_tpl", act=Act.SET_EXAMS):
    """Send the file to fill in."""


class LoadStarting(Button, prefix="qb_first", act=Act.SET_EXAMS):
    """Fill the bureau's bank with the questions that come with the bot."""


class StartImport(Button, prefix="qb_in", act=Act.SET_EXAMS):
    """Take over a file of questions."""


class StartSearch(Button, prefix="qb_s", act=Act.SET_EXAMS):
    """Search the bank."""


class StartPoll(Button, prefix="qb_p", act=Act.SET_EXAMS):
    """Take over a quiz that was forwarded."""


class StartExam(Button, prefix="ex_new", act=Act.SET_EXAMS):
    """Set an exam."""


class Overseen(Button, prefix="ex_all", act=Act.SEE_RESULTS):
    page: int


class Results(Button, prefix="ex_sum", act=Act.SEE_RESULTS):
    exam: int


class ResultList(Button, prefix="ex_who", act=Act.SEE_RESULTS):
    """Everyone's results (0), or who has not taken it (1)."""

    exam: int
    missing: int
    page: int


class Hardest(Button, prefix="ex_hard", act=Act.SEE_RESULTS):
    """The questions by how many got them right."""

    exam: int
    page: int


class Sheet(Button, prefix="ex_xls", act=Act.SEE_RESULTS):
    exam: int


class UrgeTakers(Button, prefix="ex_urge", act=Act.SET_EXAMS):
    exam: int


class StartMakeUp(Button, prefix="ex_more", act=Act.SET_EXAMS):
    """补考: another window for named persons."""

    exam: int


class CancelExam(Button, prefix="ex_off", act=Act.SET_EXAMS):
    """Take the exam back; asked once more."""

    exam: int
    sure: int


class Rank(Button, prefix="rank", act=Act.SEE_RANKING):
    """My place, and the branch's first; `branch` 0 is my own."""

    span: Span
    back: int
    branch: int


class RankBranches(Button, prefix="rank_all", act=Act.SEE_RANKING):
    span: Span
    back: int
    page: int


class RankPicture(Button, prefix="rank_pic", act=Act.SEE_RANKING):
    """My branch's ranking as a picture, or (1) the branches'."""

    span: Span
    back: int
    bureau: int


class PostPicture(Button, prefix="rank_post", act=Act.POST_TO_GROUP):
    """Post that picture to the branch's group."""

    span: Span
    back: int
    bureau: int


class NameMe(Button, prefix="rank_name", act=Act.SEE_RANKING):
    """Stand in the lists by name (1), or as 一位同志 (0)."""

    named: int


class RankBasis(Button, prefix="rank_why", act=Act.SEE_RANKING):
    """What the ranking is made of."""
