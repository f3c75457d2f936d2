"""Meetings are called and changed, attended, missed and made up, and written down."""

from handlers.meetings.buttons import GrantLeave, OpenCheckIn, Publish
from tests.forms.bureau import NUMBERS
from tests.forms.telegram import FILM, PHOTO, PLACE


async def fill_in(bureau):
    place = bureau.words("三楼会议室 https://live.example/1", 100)
    await bureau.fill("call", "王芳", 0, kinds="党小组会", place=place)
    await bureau.fill("call", "王芳", 0, kinds="党支部党员大会", place=place)
    await bureau.fill("call", "王芳", 0, kinds="党课", place=place, confirm=("改主讲人", "确认召集"))
    await bureau.fill("lecturer", "王芳", 3)
    await bureau.fill("call", "王芳", 0, kinds="主题党日", place=place)
    await bureau.fill("invite_branches", "王芳", 4)
    await bureau.fill("refuse_joint", "周全", 4, 2)
    for field, new in {
        "名称": {},
        "时间": {},
        "地点": {},
        "直播链接": {"live_url": "https://live.example/1"},
        "议程": {},
        "应到人员": {},
    }.items():
        await bureau.fill("change", "王芳", 2, field=field, **new)
    await bureau.fill("cancel", "王芳", 1)
    await bureau.fill("place", "王芳", 2, place=PLACE)
    await bureau.fill("leave", "李雷", 2)
    await bureau.fill("refuse_leave", "王芳", 2, NUMBERS["李雷"])
    await bureau.fill("leave", "赵敏", 2)
    bureau.later(days=9, hours=6)
    await bureau.press("王芳", GrantLeave(2, NUMBERS["赵敏"]), OpenCheckIn(2))
    await bureau.fill("go_live", "王芳", 2, link="https://live.example/1")
    await bureau.fill("watch", "赵敏", 2)
    await bureau.fill("speak", "赵敏", 2)
    await bureau.fill("minutes", "王芳", 2, write=["会议学习了上级文件。", PHOTO, "完成"])
    await bureau.fill("correct_roll", "王芳", 2, came=["☐ 钱进", "就是这些"])
    await bureau.fill("end_meeting", "王芳", 2, came=["☑ 钱进", "确认到会"])
    await bureau.fill("recordings", "王芳", 2, files=[FILM, "完成"])
    await bureau.fill("make_up", "李雷", 2)
    await bureau.fill("return", "王芳", 2, NUMBERS["李雷"])
    await bureau.press("王芳", Publish(2, 1))
    await bureau.fill("return_minutes", "吴干", 2)
