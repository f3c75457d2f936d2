"""The health index (党员健康指数): what goes into it from people's hands."""

from handlers.health import attendance, own_rating, rating, rating_ledger
from handlers.health import input_buttons as b
from handlers.kit.feature import Feature, Handler, Module
from handlers.kit.gate import pressed

INPUTS: list[Handler] = [
    pressed(b.Attendance, attendance.show),
    pressed(b.Template, attendance.send_template),
    pressed(b.Ratings, rating.show),
    pressed(b.RatingBasis, rating.show_basis),
    pressed(b.OwnRating, own_rating.show),
]

FEATURE = Feature(
    handlers=INPUTS,
    flows=[rating.FLOW, attendance.FLOW],
    modules=[Module("🗳 班子评分", b.Ratings()), Module("🕘 考勤数据", b.Attendance(0))],
    waiting=[rating_ledger.waiting],
    ledger=[rating_ledger.RATINGS],
)
