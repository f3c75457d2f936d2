"""The columns that several subjects have."""

from storage.people import roster_cells
from storage.people.roster_words import CALLED
from storage.takeover.files import Column, text

NUMBER = Column(
    "警号",
    lambda cell, _header: roster_cells.police_number(cell),
    "有重名时一定要填；前面的 0 不能丢。",
    called=CALLED["警号"],
)
NAME = Column(
    "姓名", lambda cell, _header: roster_cells.name(cell), "名册里的姓名。", required=True, called=CALLED["姓名"]
)
BRANCH = Column("支部", text, "名册里的支部名称；支部书记录入本支部的可以不填。", called=CALLED["支部"])
GROUP = Column("党小组", text, "党小组会要填，名册里的名称。", called=CALLED["党小组"])
ON_PAPER = "接续录入，见纸质档案"
