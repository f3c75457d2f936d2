"""From the application to full membership: two years of steps, the days in between passed by the sandbox's clock, two secret
ballots, and the roster changed by the staff's press."""

import re
from datetime import timedelta
from itertools import count
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.conftest import DESKTOP
from tests.browser.story import call_meeting
from tests.browser.telling import PATIENCE, Look, Pane, Telling

BRANCH = "信访科党支部"
"""Small: four votes of seven decide."""
BEGINNING = ("派人谈话", "推优", "确定为入党积极分子")
HALF_A_YEAR, LONGEST_NOTICE, PROBATION = timedelta(days=184), timedelta(days=32), timedelta(days=367)
"""Each ends in another month than it begins in, whatever the day."""


class DevelopmentStory(Telling):
    """An applicant, the branch's secretary and as many members as a decision needs, and the party-affairs staff."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(BRANCH)
        full = [each for each in branch if each.confirmed]
        self.applicant = next(each for each in branch if not each.is_member and each.bound)
        self.head = next(each for each in full if "支部书记" in each.posts)
        self.voters = [each for each in full if each.bound and each is not self.head][: len(full) // 2]
        self.staff = next(each for each in self.bureau.holding("党务干部") if each.bound)

    async def tell(self) -> None:
        """All of it."""
        first = await self.open(DESKTOP, self.head, *self.voters[:2])
        second = await self.open(DESKTOP, *self.voters[2:], self.staff, self.applicant)
        head, staff = Pane(first, self.head), Pane(second, self.staff)
        voters = [Pane(first, each) for each in self.voters[:2]] + [Pane(second, each) for each in self.voters[2:]]
        await self._become_an_activist(head)
        await self._become_a_candidate(head, staff)
        await self._vote(head, voters, f"接收{self.applicant.name}同志为预备党员", "ballot")
        await self._become_a_member(head, staff)
        await self._later(head, PROBATION)
        await self._vote(head, voters, f"{self.applicant.name}同志按期转为正式党员")
        await self._become_a_full_member(head, staff)
        await self._look_back(staff, voters[-1], Pane(second, self.applicant))
        await self.look("development", second)
        assert self.errors == []

    async def _become_an_activist(self, head: Pane) -> None:
        await head.write("/develop")
        await head.press("登记入党申请")
        await head.reads("谁递交了入党申请书")
        await head.press(self.applicant.name)
        await head.reads("是哪一天收到的")
        await head.press("今天")
        for step in BEGINNING:
            await self._record(head, step)
        await self._record(head, "指定培养联系人", *(f"☐ {each.name}" for each in self.voters[:2]), "下一步")
        await self._record(head, "半年考察")

    async def _become_a_candidate(self, head: Pane, staff: Pane) -> None:
        await self._later(head, HALF_A_YEAR)
        await self._manage(head)
        await self._record(head, "半年考察")
        await self._record(head, "听取意见")
        await head.reads("培养教育考察还不满")
        await self._later(head, HALF_A_YEAR)
        await self._manage(head)
        await self._record(head, "听取意见")
        await self._record(head, "支委会讨论拟列")
        await self._manage(staff)
        await self._record(staff, "上级党委同意拟列", "✅ 同意拟列", note="局党委〔2027〕41号")
        await self._manage(head)
        await self._record(head, "开始公示")
        await head.reads("公示不满 5 个工作日")
        await self._later(head, LONGEST_NOTICE)
        await self._manage(head)
        await self._record(head, "公示结果", "没有影响")
        await self._record(head, "列为发展对象")
        await self._record(head, "确定入党介绍人", *(f"☐ {each.name}" for each in self.voters[:2]), "下一步")
        await self._record(head, "政治审查", "✅ 通过")
        await self._record(head, "短期集中培训")
        await self._manage(staff)
        await self._record(staff, "党委预审", "✅ 通过", "没有")
        await self._manage(head)
        await self._record(head, "发放入党志愿书")

    async def _become_a_member(self, head: Pane, staff: Pane) -> None:
        await self._manage(head)
        await self._record(head, "支部大会讨论接收", dated=False)
        await self._manage(staff)
        await self._record(staff, "审批前谈话", note="动机端正，同意接收")
        await self._record(staff, "党委审批接收", "✅ 通过")
        await self._confirm(staff, "预备党员")
        await self._manage(head)
        await self._record(head, "入党宣誓")
        await self._record(head, "提出转正申请")
        await self._record(head, "听取转正意见")
        await head.reads("预备期还没有满")

    async def _become_a_full_member(self, head: Pane, staff: Pane) -> None:
        await self._manage(head)
        await self._record(head, "支部大会讨论转正", dated=False)
        await self._manage(staff)
        await self._record(staff, "党委审批转正", "✅ 通过")
        await self._confirm(staff, "正式党员")

    async def _look_back(self, staff: Pane, member: Pane, applicant: Pane) -> None:
        """Everybody reads the public stages, and the rules under which the case began; the staff every step."""
        for pane in (member, staff):
            await pane.write("/develop")
            await pane.walk("已办结", self.applicant.name)
            await pane.reads("已转为正式党员")
        await staff.press("办理")
        await member.press("依据")
        await member.reads("立案时的规定")
        await applicant.write("/develop")
        await applicant.press("我的发展历程")
        await applicant.reads("已转为正式党员")
        for pane, words in ((member, "立案时的规定"), (staff, "🛠")):
            await pane.turn_back_to(words)

    async def _manage(self, pane: Pane) -> None:
        await pane.write("/develop")
        await pane.press("👥 全部")
        # Those furthest on stand first: the page is another one at each step.
        for page in count(1):
            shown = pane.message(pane.since)
            await expect(shown.get_by_role("button", name=f"{page}/")).to_be_visible(timeout=PATIENCE * 1000)
            if await shown.get_by_role("button", name=self.applicant.name).count():
                break
            await pane.press("▶")
        await pane.press(self.applicant.name)
        await pane.press("办理")
        await pane.reads("🛠")

    async def _record(self, pane: Pane, step: str, *answers: str, dated: bool = True, note: str = "") -> None:
        today = (await self.now()).date()
        await pane.press(f"✏️ {step}")
        if dated:
            await pane.reads("是哪一天")
            await pane.press("今天")
        if step == "短期集中培训":
            await pane.reads("培训了几天")
            await pane.write("3 24")
        if step == "审批前谈话":
            await pane.reads("由哪位党委委员或者组织员谈话")
            await pane.write(self.staff.badge)
        await pane.walk(*answers)
        if note:
            await pane.reads("请写明")
            await pane.write(note)
        else:
            await pane.reads("要不要写个说明")
            await pane.press("跳过")
        await pane.reads("请核对")
        await pane.press("确认登记")
        await pane.reads(f"{today} {step}")

    async def _confirm(self, staff: Pane, category: str) -> None:
        """The decision is recorded; the roster follows only by this press."""
        await staff.write("/develop")
        await staff.press("待确认类别")
        await staff.press(f"→ {category}")
        await staff.agree(f"类别已改为{category}")

    async def _vote(self, head: Pane, voters: list[Pane], title: str, picture: str | None = None) -> None:
        await call_meeting(head, f"讨论和表决：{title}")
        await head.walk("查看会议", "主持会议", "开始签到", "签到码")
        for voter in voters:
            shown = await (await head.reads("前有效")).inner_text()
            found = re.search(r"签到码 (\d{6})", shown)
            assert found, shown
            await voter.write(found.group(1))
            await voter.reads("签到成功（现场）")
            await head.press("显示最新签到码")
        await self._conduct(head)
        await head.walk("表决", "发起表决", title)
        await head.reads("无记名")
        await head.press("发起表决")
        await head.reads("正在表决")
        for voter in voters[1:]:
            await self._fill_in(voter, title)
            await self._cast(voter)
        await self._fill_in(voters[0], title)
        await head.press("刷新")
        await head.reads(f"已投票 {len(voters) - 1} 人")
        if picture:
            await self.look(picture, head.page)
        await self._cast(voters[0])
        await head.walk("打开选票", "赞成")
        await self._cast(head)
        await head.walk("返回", "结束并计票", "确认计票")
        await head.agree("已计票")
        await head.reads("✅ 通过")
        await self._conduct(head)
        await head.walk("结束会议", "确认到会")
        await head.reads("会议记录")

    async def _conduct(self, head: Pane) -> None:
        await self._meeting(head)
        await head.press("主持会议")
        # The page presses by place, and the screen before has a button of the same name at another.
        await head.reads("法定人数")

    async def _meeting(self, pane: Pane) -> None:
        await pane.write("/meetings")
        await pane.press("党支部党员大会")

    async def _fill_in(self, voter: Pane, title: str) -> None:
        await self._meeting(voter)
        await voter.walk("表决", title, "打开选票", "赞成")
        await voter.reads("投出")

    async def _cast(self, voter: Pane) -> None:
        await voter.press("投出")
        await voter.reads("已投票：")

    async def _later(self, pane: Pane, span: timedelta) -> None:
        """Let days pass; the bot hears of the new time a moment after the sandbox."""
        then = await self.now() + span
        await self.pass_to(then)
        for _ in range(20):
            await pane.write("/ledger")
            if f"{then.year}年{then.month}月" in await (await pane.reads("台账")).inner_text():
                return
        raise AssertionError(f"the bot does not know that it is {then}")
