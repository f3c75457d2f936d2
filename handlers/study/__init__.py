"""微课堂: lessons for spare minutes, checked at their end; the year's study hours, and who lags behind them."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.study import forms, hours, joins, lesson, management, screens, training
from handlers.study.buttons import Study
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, lesson, hours, management, training),
    forms=forms.FORMS,
    modules=[Module("📚 微课堂", Study(), main=True)],
    commands=[MenuCommand("study", "微课堂", Act.STUDY, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.LESSONS, joins.HOURS],
    mine=[joins.own_lessons, joins.own_hours],
    finding=[joins.FINDING],
    people=[hours.PEOPLE],
    records={"training": "集中培训", "lesson": "微课"},
)
