"""考试竞赛: the bank of questions, exams and contests, daily practice, the group's question, the ranking."""

from telegram.ext import PollAnswerHandler

from handlers.exams import bank, forms, group, importing, joins, practice, quizzes, ranking, results, screens, sitting
from handlers.exams.buttons import Quiz
from handlers.kit.engine.access_check import presses, unguarded
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=[
        *presses(screens, sitting, practice, group, bank, results, ranking),
        PollAnswerHandler(unguarded(group.answered)),
    ],
    forms=[*forms.FORMS, importing.FORM, quizzes.FORM],
    modules=[Module("📝 考试竞赛", Quiz(), main=True)],
    commands=[
        MenuCommand("quiz", "考试竞赛", Act.TAKE_EXAMS, screens.command),
        MenuCommand("rank", "学习情况", Act.SEE_RANKING, ranking.command),
    ],
    waiting=[joins.WAITING],
    ledger=[joins.EXAMS],
    mine=[joins.own_papers, joins.own_practice],
    finding=[joins.FINDING],
    people=[results.PEOPLE],
    records={"exam": "考试", "ranking": "学习排名"},
)
