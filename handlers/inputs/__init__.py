"""What goes into the health index from people's hands: duty attendance (考勤) and the leaders' ratings (班子评分)."""

from handlers.inputs import attendance, ledger, mine, own_rating, rating, rating_flow
from handlers.inputs import buttons as b
from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=[
        pressed(b.Attendance, attendance.show),
        pressed(b.Template, attendance.send_template),
        pressed(b.Ratings, rating.show),
        pressed(b.RatingBasis, rating.show_basis),
        pressed(b.OwnRating, own_rating.show),
    ],
    forms=[rating_flow.FLOW, attendance.FORM],
    modules=[Module("🗳 班子评分", b.Ratings()), Module("🕘 考勤数据", b.Attendance(0))],
    waiting=[ledger.waiting],
    ledger=[ledger.RATINGS],
    mine=[mine.duty, mine.ratings],
)
