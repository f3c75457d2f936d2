"""微课堂: lessons for spare minutes, checked at their end; the year's study hours, and who lags behind them."""

from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.study import browsing, hours, learning, ledger, managing, mine, publishing, training, trainings
from handlers.study import buttons as b
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("study", Act.STUDY, browsing.command),
        pressed(b.Study, browsing.study),
        pressed(b.Lessons, browsing.by_choice),
        pressed(b.Topic, browsing.by_topic),
        pressed(b.OpenLesson, browsing.open_lesson),
        pressed(b.OpenPart, learning.open_part),
        pressed(b.OpenCheck, learning.open_check),
        pressed(b.Answer, learning.answer),
        pressed(b.Hours, hours.hours),
        pressed(b.HoursBasis, hours.hours_basis),
        pressed(b.Paces, hours.paces),
        pressed(b.BranchPace, hours.branch_pace),
        pressed(b.UrgePace, hours.urge),
        pressed(b.Published, managing.published),
        pressed(b.ManageLesson, managing.manage),
        pressed(b.Notes, managing.notes),
        pressed(b.UrgeLesson, managing.urge),
        pressed(b.Retire, managing.retire),
        pressed(b.Trainings, trainings.trainings),
        pressed(b.OpenTraining, trainings.open_training),
        pressed(b.WithdrawTraining, trainings.withdraw),
    ],
    forms=[publishing.FLOW, managing.TITLE, managing.MOVING, learning.NOTE, training.FLOW],
    modules=[Module("📚 微课堂", b.Study(), main=True)],
    commands=[MenuCommand("study", "微课堂", Act.STUDY)],
    waiting=[browsing.waiting],
    ledger=[ledger.LESSONS, ledger.HOURS],
    mine=[mine.lessons, mine.hours],
)
