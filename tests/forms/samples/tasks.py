"""Tasks are given step by step and in a line; of one more time is asked, it is reported on, asked about, handed in and given back."""

from storage.people.directory import PostHeld
from storage.people.posts import Post
from tests.forms.bureau import NUMBERS
from tests.forms.telegram import PHOTO


async def fill_in(bureau):
    await bureau.fill("assign", "王芳", 0, 0, 0, who=["李雷", "下一步"], proof="照片")
    await bureau.fill(
        "assign", "王芳", 0, 0, 0, who=["赵敏", "下一步"], cadence="每月", due="11月30日", month_day="当月最后一天"
    )
    of_line = {"which": "都不是", "who": ["李雷", "下一步"]}
    await bureau.fill("assign", "王芳", by="/assign 第九支部 提交半年总结 12月30日", **of_line)
    await bureau.fill("task_report", "李雷", 1)
    await bureau.fill("task_question", "李雷", 1)
    await bureau.fill("task_answer", "王芳", 1)
    await bureau.fill("task_time", "李雷", 1, until="12月18日")
    await bureau.fill("task_no_time", "王芳", 1)
    await bureau.fill("task_hand_in", "李雷", 1, proof=[PHOTO, bureau.words("已办好", 1000), "提交"])
    await bureau.fill("task_return", "王芳", 1)
    await bureau.fill("task_cancel", "王芳", 1)
    async with bureau.write() as tx:
        tx.add(PostHeld(person_id=NUMBERS["吴干"], post=Post.DEPUTY_SECRETARY.value))
    await bureau.fill("assign", "吴干", 0, 0, 0, level="给各支部")
