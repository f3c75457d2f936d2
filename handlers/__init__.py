"""What people see and press: the only package that speaks Telegram."""

from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.ext import Application

from handlers import (
    audit,
    awards,
    ballots,
    birthdays,
    board,
    care,
    channels,
    development,
    discipline,
    dues,
    exams,
    feedback,
    find,
    home,
    index,
    inputs,
    inspection,
    leaders,
    ledger,
    meetings,
    mydata,
    narrowing,
    notices,
    people,
    pin,
    reports,
    requests,
    risks,
    shifts,
    study,
    takeover,
    talks,
    tasks,
    terms,
    topics,
    transfers,
    unsent,
    yearplan,
)
from handlers.home import introduce
from handlers.inspection.gathering import Gathering
from handlers.inspection.making import FOLDER, Making
from handlers.kit.feature import Feature
from handlers.kit.forms.conversation import Conversation
from handlers.kit.screens.context import Services
from handlers.kit.screens.records import WORDS
from handlers.people import binding

__all__ = ["FEATURES", "add_features", "bundles", "introduce"]

_SUBJECTS = [
    meetings.FEATURE,
    yearplan.FEATURE,
    leaders.FEATURE,
    shifts.FEATURE,
    talks.FEATURE,
    risks.FEATURE,
    development.FEATURE,
    study.FEATURE,
    exams.FEATURE,
    topics.FEATURE,
    tasks.FEATURE,
    notices.FEATURE,
    index.FEATURE,
    inputs.FEATURE,
    care.FEATURE,
    birthdays.FEATURE,
    awards.FEATURE,
    dues.FEATURE,
    terms.FEATURE,
    ballots.FEATURE,
    feedback.FEATURE,
    reports.FEATURE,
]

_BOARD = board.feature(_SUBJECTS)

FEATURES: list[Feature] = [
    *_SUBJECTS,
    ledger.feature([*_SUBJECTS, people.FEATURE]),
    _BOARD,
    inspection.FEATURE,
    people.FEATURE,
    transfers.FEATURE,
    takeover.FEATURE,
    find.feature([people.FEATURE, *_SUBJECTS]),
    narrowing.feature([people.FEATURE, _BOARD, *_SUBJECTS]),
    unsent.FEATURE,
    discipline.FEATURE,
    audit.FEATURE,
    pin.FEATURE,
    channels.FEATURE,
    requests.feature(_SUBJECTS),
    mydata.feature([people.FEATURE, transfers.FEATURE, discipline.FEATURE, channels.FEATURE, *_SUBJECTS]),
]
"""Every feature, in the order in which they are asked for a match and shown at home."""


def bundles(services: Services, bot: Bot, data_dir: Path) -> Making:
    """Who makes the inspection bundles, of what all features bring."""
    return Making(services, bot, data_dir / FOLDER, Gathering.over(FEATURES))


def add_features(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Give the application every handler: binding first, the catch-all last."""
    screens = home.Screens(FEATURES)
    bound = binding.feature(screens.home)
    everything = [bound, *FEATURES, screens.feature()]
    for feature in everything:
        WORDS.update(feature.records)
    # Each in a group of its own, as only the first that matches in a group is asked. Digits that are sent while a PIN is
    # asked for are that PIN before they are anything else.
    early = [pin.FEATURE, *(feature for feature in everything if feature is not pin.FEATURE)]
    for number, feature in enumerate(early, -len(early)):
        application.add_handlers(feature.early, group=number)
    application.add_handlers(bound.handlers)
    conversation = Conversation([form for feature in everything for form in feature.forms])
    application.add_handler(conversation.handler())
    for feature in everything[1:]:
        application.add_handlers(feature.answering())
    application.add_handler(conversation.stale_presses())
