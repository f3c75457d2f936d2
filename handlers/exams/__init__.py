"""考试竞赛: the bank of questions, exams and contests, daily practice, the group's question, the ranking."""

from telegram.ext import PollAnswerHandler

from handlers.exams import (
    bank,
    daily,
    forwarding,
    importing,
    ledger,
    listing,
    making_up,
    mine,
    overseeing,
    practising,
    ranking,
    setting,
    taking,
)
from handlers.exams import buttons as b
from handlers.kit.engine.access_check import command, pressed, ungated
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("quiz", Act.TAKE_EXAMS, listing.command),
        command("rank", Act.SEE_RANKING, ranking.command),
        pressed(b.Quiz, listing.quiz),
        pressed(b.MyExams, listing.my_exams),
        pressed(b.OpenExam, listing.open_exam),
        pressed(b.Begin, taking.begin),
        pressed(b.Ask, taking.ask),
        pressed(b.Mark, taking.mark),
        pressed(b.AnswerCard, taking.answer_card),
        pressed(b.HandIn, taking.hand_in),
        pressed(b.Result, taking.result),
        pressed(b.Review, taking.review),
        pressed(b.Practise, practising.practise),
        pressed(b.PractiseTick, practising.tick),
        pressed(b.PractiseAnswer, practising.answer),
        pressed(b.Daily, daily.show),
        pressed(b.SwitchDaily, daily.switch),
        PollAnswerHandler(ungated(daily.answered)),
        pressed(b.Bank, bank.show),
        pressed(b.OpenTopic, bank.topic),
        pressed(b.Found, bank.found),
        pressed(b.OpenQuestion, bank.question),
        pressed(b.Retire, bank.retire),
        pressed(b.LoadStarting, bank.load_starting),
        pressed(b.Template, importing.send_template),
        pressed(b.Overseen, overseeing.overseen),
        pressed(b.Results, overseeing.summary),
        pressed(b.ResultList, overseeing.listed),
        pressed(b.Hardest, overseeing.hardest),
        pressed(b.Sheet, overseeing.sheet),
        pressed(b.UrgeTakers, overseeing.urge),
        pressed(b.CancelExam, overseeing.cancel),
        pressed(b.Rank, ranking.rank),
        pressed(b.RankBranches, ranking.branches),
        pressed(b.RankPicture, ranking.picture),
        pressed(b.PostPicture, ranking.post),
        pressed(b.NameMe, ranking.name_me),
        pressed(b.RankBasis, ranking.basis),
    ],
    forms=[setting.FLOW, making_up.FLOW, importing.FORM, forwarding.FLOW, bank.SEARCH],
    modules=[Module("📝 考试竞赛", b.Quiz(), main=True)],
    commands=[
        MenuCommand("quiz", "考试竞赛", Act.TAKE_EXAMS),
        MenuCommand("rank", "学习情况", Act.SEE_RANKING),
    ],
    waiting=[listing.waiting],
    ledger=[ledger.EXAMS],
    mine=[mine.papers, mine.practised],
)
