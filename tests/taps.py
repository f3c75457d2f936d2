"""``python -m tests.taps``: how many taps daily acts take, each walked on the flow tests' phones.

A tap is a press of a button or a message sent, a typed command too; entering the PIN is not counted. docs/TOUR.md keeps the table.
"""

import asyncio
import re
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from storage.people.directory import Person
from tests.conftest import migrated, opened
from tests.flows.beginnings import CHAPTERS
from tests.flows.conftest import NAMES, HousePhone, filled, running_house
from tests.flows.exams import fill, question_on
from tests.flows.talking import WORDS, inspector, unlocked
from tests.flows.test_attending_meetings import called, close, code
from tests.flows.test_attending_meetings import opened as begun
from tests.flows.test_ballots import begin as put_to_the_vote
from tests.flows.test_ballots import meeting
from tests.flows.test_calling_meetings import call
from tests.flows.test_care import State, decide, open_own, propose, state
from tests.flows.test_inputs_ratings import begin, fill_branch
from tests.flows.test_joint_meetings import asked
from tests.flows.test_post_checks import check
from tests.flows.test_study import publish
from tests.flows.test_tasks import assign
from tests.flows.test_yearplan import planned

ACTS = {}


def act(title, beginning=None):
    """An act: what goes before its `yield` is not counted."""

    def kept(walk):
        ACTS[title] = (CHAPTERS.get(beginning, ()), walk)
        return walk

    return kept


class CountedPhone(HousePhone):
    """A phone that counts its presses and messages."""

    presses = messages_sent = 0

    async def press(self, *arguments, **named):
        CountedPhone.presses += 1
        return await super().press(*arguments, **named)

    async def send(self, *arguments, **named):
        CountedPhone.messages_sent += 1
        return await super().send(*arguments, **named)


# Meetings


@act("Call a meeting")
async def call_a_meeting(house):
    yield
    await call(house, house.phone("王芳"))
    await house.phone("王芳").press("确认召集")


@act("Call a meeting that is planned, from its reminder", planned)
async def call_what_is_planned(house):
    phone = house.phone("王芳")
    await call(house, phone, kind="党课")
    await phone.press("确认召集")
    await house.sweep(days=6)
    told = next(each for each in phone.messages() if "要召集12月2日 党课" in each.text)
    number = re.search(r"(\d+)\. 🗓 [^\n]*12月2日 党课", told.text)[1]
    yield
    await phone.press(f"{number}. 📣 召集", told)
    await phone.press("确认召集")
    assert "已召集" in phone.screen.text


@act("Take part in another branch's theme day", asked)
async def agree_to_hold_together(house):
    yield
    await house.phone("周全").press("✅ 同意")
    assert "已同意" in house.phone("周全").screen.text


@act("Check in by the chair's digits", begun)
async def check_in(house):
    digits = await code(house)
    yield
    await house.phone("李雷").send(digits)
    assert "签到成功" in house.phone("李雷").screen.text


async def ask_for_leave(house, *names):
    for name in names:
        await house.phone(name).walk("请假", "值班备勤")


@act("Ask for leave", called)
async def leave(house):
    yield
    await ask_for_leave(house, "李雷")


@act("Grant a leave", called)
async def grant(house):
    await ask_for_leave(house, "李雷")
    yield
    await house.phone("王芳").press("✅ 同意")
    assert "已批准" in house.phone("李雷").screen.text


@act("Refuse a leave with a word", called)
async def refuse(house):
    await ask_for_leave(house, "李雷")
    yield
    await house.phone("王芳").press("❌ 不同意")
    await house.phone("王芳").send("请换班参加")
    assert "请换班参加" in house.phone("李雷").screen.text


@act("Grant three leaves", called)
async def grant_three(house):
    await ask_for_leave(house, "李雷", "赵敏", "钱进")
    chair = house.phone("王芳")
    yield
    await chair.send("/home")
    await chair.walk("3 人请假待批", "全部同意（3 项）")
    for name in ("李雷", "赵敏", "钱进"):
        assert "已批准" in house.phone(name).screen.text


@act("Enter somebody who came without a phone", begun)
async def enter_somebody(house):
    yield
    await house.phone("王芳").walk("登记到会", "☐ 钱进", "就是这些", "没带手机")
    assert "登记为到会" in house.phone("钱进").screen.text


@act("End a meeting, to the published minutes", begun)
async def end(house):
    await house.phone("李雷").send(await code(house))
    chair = house.phone("王芳")
    yield
    await chair.walk("结束会议", "确认到会", "公布会议记录", "确认公布")
    assert "应到 5 人：现场 2 人，缺席 3 人" in chair.screen.text


@act("Make up a missed meeting from its recording", begun)
async def make_up(house):
    chair, member = await close(house), house.phone("钱进")
    await chair.press("录像")
    await chair.send("https://video.example/1")
    await chair.press("完成")
    yield
    await member.walk("看录像补课", "写收获")
    await member.send("通过观看录像，我学到了很多内容。")
    assert "补课完成" in member.screen.text


@act("Keep the check-in code fresh for five minutes", begun)
async def code_on_screen(house):
    chair = house.phone("王芳")
    yield
    await chair.press("签到码")
    for _ in range(10):
        house.world.clock.advance(timedelta(seconds=30))
        await house.schedule.renew_codes()
        await house.settle()
        assert await code(house) in chair.screen.caption


@act("Vote on a motion", meeting)
async def vote(house):
    await put_to_the_vote(house)
    yield
    await house.phone("李雷").walk("打开选票", "赞成", "投出")
    assert "已投票" in house.phone("李雷").screen.text


# Talks and ratings


@act("Log a talk with nothing agreed")
async def talk(house):
    phone = await unlocked(house, "王芳")
    yield
    await phone.send("/talk")
    await phone.walk("记录谈话或家访", "李雷")
    await phone.send(f"昨天下午3点，{WORDS['place']}")
    await phone.send(WORDS["text"])
    await phone.walk("没有约定和后续", "加密保存")
    assert "已加密保存" in phone.screen.text


@act("Log a talk with agreement, follow-up and its day")
async def talk_with_more(house):
    phone = await unlocked(house, "王芳")
    yield
    await phone.send("/talk")
    await phone.walk("记录谈话或家访", "李雷")
    await phone.send(f"昨天下午3点，{WORDS['place']}")
    await phone.send(WORDS["text"])
    await phone.press("下一步")
    await phone.send(WORDS["agreed"])
    await phone.send(f"下周五前{WORDS['later']}")
    await phone.press("加密保存")
    assert "已加密保存" in phone.screen.text


@act("Rate a branch of 25 as last month, three with reasons")
async def rate(house):
    await fill_branch(house, 26)
    phone = await begin(house, "王芳")
    for reason in ("连续值守未缺一岗", "抢险救人受到表扬", "拒收礼金，主动上交"):
        await phone.press_data("rate_set:2:5")
        await phone.press("下一位")
        await phone.send(reason)
    while "请核对" not in phone.screen.text:
        await phone.press_data("rate_set:0:4")
        await phone.press("完成" if "25/25" in phone.screen.text else "下一位")
    await phone.press("提交评分")
    await house.sweep(days=27)
    yield
    await begin(house, "王芳")
    await phone.walk("其余同上月", "3 人都沿用", "提交评分")
    assert "共 25 人" in phone.screen.text


# Tasks


@act("Give a task in one line")
async def give(house):
    yield
    await assign(house, "王芳", "李雷 写心得 11月30日")


@act("Open the to-do that is due next")
async def to_do(house):
    await assign(house, "王芳", "李雷 写心得 11月25日")
    phone = house.phone("李雷")
    yield
    await phone.send("/home")
    await phone.press("写心得")
    assert "截止" in phone.screen.text


@act("Hand a task in from its notification")
async def hand_in(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    yield
    await house.phone("李雷").walk("查看任务", "提交", "📤 提交")


@act("See how far a task is that one gave")
async def given(house):
    await assign(house, "王芳", "李雷、赵敏 写心得 11月30日")
    phone = house.phone("王芳")
    yield
    await phone.send("/tasks")
    await phone.press("写心得")
    assert "• 李雷　未阅" in phone.screen.labels


@act("Agree to more time for a task")
async def more_time(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    member = house.phone("李雷")
    await member.walk("查看任务", "申请延期")
    await member.send("12月5日")
    await member.send("出差")
    yield
    await house.phone("王芳").press("✅ 同意")
    assert "12月5日" in member.screen.text


# The rest of a day


@act("Bind an account by one's own phone, to the home screen")
async def bind(house):
    phone = house.phone("陈新")
    yield
    await phone.send("/start")
    await phone.press("分享本人手机号")
    assert "陈新同志" in phone.screen.text


@act("Publish a notice to the branch")
async def notice(house):
    phone = house.phone("王芳")
    yield
    await phone.send("/notices")
    await phone.walk("发布通知", "第一支部")
    await phone.send("明天停水，请提前准备。")
    await phone.walk("下一步", "确认发布")


@act("Confirm a member's self-check")
async def confirm(house):
    member = await check(house, "李雷")
    yield
    await house.phone("王芳").press("✅ 同意")
    assert "已由王芳确认" in member.screen.text


@act("Praise two opinions on a topic, from the reminder")
async def praise(house):
    head = house.phone("王芳")
    await head.send("/topics")
    await head.walk("发起话题", "阶段总结")
    await head.send("下半年工作怎么看")
    await head.send("请谈谈本支部下半年的得失。")
    await head.press("下一步")
    await head.send("11月30日")
    await head.press("确认发起")
    for name in ("李雷", "赵敏"):
        phone = house.phone(name)
        await phone.walk("我要发言", "意见")
        await phone.send("建议把学习放在早上。")
        await phone.press("✅ 发言")
    await house.sweep(days=3)
    yield
    await head.walk("✍ 答复", "全部点赞（2 项）")
    assert "点赞" in house.phone("李雷").screen.text
    assert "点赞" in house.phone("赵敏").screen.text


@act("Take the draft for a member's political birthday")
async def birthday(house):
    async with house.database.write() as tx:
        person = await tx.get(Person, NAMES["李雷"])
        person.joined_on = date(2006, 11, 28)
        tx.add(person)
    await house.sweep()
    yield
    await house.phone("王芳").press("✅ 用草稿")
    assert "已写好" in house.phone("王芳").screen.text


@act("Begin the next lesson, from /study")
async def lesson(house):
    await publish(house)
    phone = house.phone("李雷")
    yield
    await phone.send("/study")
    await phone.press("▶ 下一门")
    assert "第一部分的文字" in phone.screen.text


@act("Begin the day's practice")
async def practice(house):
    await fill(house)
    phone = house.phone("李雷")
    yield
    await phone.send("/quiz")
    await phone.press("🌱 每日练习")
    assert question_on(phone.screen)


@act("Read an appeal and agree to it")
async def appeal(house):
    await inspector(house)
    await propose(house)
    await (await decide(house)).press("确认决定")
    member = await open_own(house.phone("钱进"))
    await member.press("申诉")
    await member.send("数据有误，请核对考勤")
    await member.press("确认提交")
    yield
    await house.phone("吴干").walk("查看", "答复：解除", "同意申诉", "确认提交")
    assert await state(house) is State.LIFTED


@act("Urge everybody who is late with a task, from the ledger")
async def urge(house):
    await assign(house, "王芳", "李雷、赵敏 写心得 11月26日")
    await house.sweep(days=3)
    phone = house.phone("王芳")
    yield
    await phone.send("/ledger")
    await phone.walk("　任务", "催办全部未完成的")
    assert "正在提醒 2 人" in phone.toast


async def count(template, beginning, walk):
    """The presses and the messages of that walk, in a house of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(template, folder / "bot.db")
        database = opened(f"sqlite+aiosqlite:///{folder / 'bot.db'}", folder)
        async with running_house(database) as house:
            house.phone = lambda name: CountedPhone(house, NAMES.get(name, name))
            for chapter in beginning:
                await chapter(house)
            walking = walk(house)
            await anext(walking)
            CountedPhone.presses = CountedPhone.messages_sent = 0
            await anext(walking, None)
        await database.close()
    return CountedPhone.presses, CountedPhone.messages_sent


def main():
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "filled.db"
        url = f"sqlite+aiosqlite:///{template}"
        migrated(url)
        filled(url)
        print("| Act | Taps (presses + messages) |\n|---|---|")
        for title, (beginning, walk) in ACTS.items():
            presses, messages = asyncio.run(count(template, beginning, walk))
            print(f"| {title} | {presses + messages} ({presses} + {messages}) |", flush=True)


if __name__ == "__main__":
    main()
