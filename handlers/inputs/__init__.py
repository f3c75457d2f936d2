"""What people put into the health index: duty attendance (考勤) and the leaders' ratings (班子评分)."""

from handlers.inputs import attendance, joins, own_rating, rating, rating_form
from handlers.inputs.buttons import Attendance, Ratings
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=presses(attendance, rating, own_rating),
    forms=[rating_form.FORM, attendance.FORM],
    modules=[Module("🗳 班子评分", Ratings()), Module("🕘 考勤数据", Attendance(0))],
    waiting=[joins.WAITING],
    ledger=[joins.RATINGS],
    mine=[joins.duty, joins.ratings],
    records={"attendance": "考勤", "rating": "班子评分"},
)
