"""The health index (党员健康指数): what goes into it from people's hands, and what people decide about it."""

from handlers.health import (
    attendance,
    case_ledger,
    cases,
    deciding,
    mine,
    own_rating,
    rating,
    rating_flow,
    rating_ledger,
    writing,
)
from handlers.health import case_buttons as c
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

CASES: list[Handler] = [
    pressed(c.Cases, cases.show),
    pressed(c.OpenCase, cases.open_case),
    pressed(c.CaseBasis, cases.show_basis),
]

FEATURE = Feature(
    handlers=[*INPUTS, *CASES],
    flows=[rating_flow.FLOW, attendance.FLOW, deciding.GRAY, deciding.EXTEND, *writing.FLOWS],
    modules=[
        Module("🗳 班子评分", b.Ratings()),
        Module("🕘 考勤数据", b.Attendance(0)),
        Module("🤝 关注与帮扶", c.Cases(0, 0)),
    ],
    waiting=[rating_ledger.waiting, cases.waiting],
    ledger=[rating_ledger.RATINGS, case_ledger.CASES],
    mine=[mine.duty, mine.ratings, mine.cases],
)
