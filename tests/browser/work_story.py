"""Work given and seen back, pressed through on the chat page: /assign in a line, a morning's reminders, proof, acceptance, a notice,
the ledger."""

from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser

from sandbox.bureau.people_words import KNOWN_BRANCH
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.telling import Look, Pane, Telling


class WorkStory(Telling):
    """A secretary, two members, and the party-affairs staff."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(KNOWN_BRANCH)
        members = [person for person in branch if person.is_member and person.bound and not person.posts]
        self.head = next(person for person in branch if "支部书记" in person.posts)
        self.first, self.second = members[2:4]
        self.staff = next(person for person in self.bureau.holding("党务干部") if person.bound)

    async def tell(self) -> None:
        """All of it."""
        page = await self.open(DESKTOP, self.head, self.first, self.second)
        head, first, second = (Pane(page, each) for each in (self.head, self.first, self.second))
        await self._assign(head)
        await first.reads("新任务")
        await second.reads("新任务")
        await self.look("assigned", page)
        await self._hand_in(head, second)
        await self._remind(first)
        await self._notice()
        await first.reads("专题党课")  # one of 474
        await self._ledger()
        assert self.errors == []

    async def _assign(self, head: Pane) -> None:
        await head.reads("全部待办")  # the morning's reminders, which come at a moment of their own
        for what in ("冬季治安防控先锋岗心得", "更新个人岗位风险清单"):
            await head.write(f"/assign {self.first.name}、{self.second.name} 提交{what} 后天")
            await head.reads("请核对任务")
            await head.press("改材料")
            await head.press("交照片")
            await head.reads("请核对任务")
            if "心得" in what:
                await head.turn_back_to("请核对任务")
                await self.look("assign", head.page)
            await head.press("确认布置")
            await head.reads("已布置")

    async def _notice(self) -> None:
        page = await self.open(PHONE, self.staff)
        staff = Pane(page, self.staff)
        await staff.write("/notices")
        await staff.reads("信息发布")
        await staff.press("发布通知")
        await staff.press("全局")
        await staff.write("本周五下午3点在局礼堂举办专题党课，请各支部组织参加。")
        await staff.press("下一步")
        await staff.press("确认发布")
        await staff.reads("已发布")
        await page.close()

    async def _hand_in(self, head: Pane, second: Pane) -> None:
        await second.write("/tasks")
        await second.reads("跟踪问效")
        await second.press("心得")
        await second.press("📤 提交")
        await second.reads("要求：交照片")
        await second.attach("图片", self.photos[:1])
        await second.reads("附件 1 个")
        await second.press("📤 提交")
        await second.reads("已提交")
        await head.reads("📤 提交")
        await head.press("验收")
        await head.reads("已验收")

    async def _remind(self, first: Pane) -> None:
        """Tomorrow morning, by the sandbox's clock."""
        morning = (await self.now()).replace(hour=8, minute=31)
        await self.pass_to(morning + timedelta(days=1))
        await first.reads("件事提醒您")
        await self.look("reminders", first.page)
        await first.press("1. 查看任务")
        await first.reads("承办")

    async def _ledger(self) -> None:
        page = await self.open(PHONE | {"height": 1180}, self.head)
        head = Pane(page, self.head)
        await head.write("/ledger")
        await head.reads("台账")
        await self.look("ledger", page)
        await head.walk("▾ 其余", "任务")
        await head.reads("任务")
        await self.look("ledger-tasks", page)
        await page.close()
        page = await self.open(PHONE, self.bureau.holding("党委书记")[0])
        boss = Pane(page, self.bureau.holding("党委书记")[0])
        await boss.write("/ledger")
        await boss.reads("台账")
        await boss.walk("▾ 其余", "三会一课")
        await boss.reads("三会一课")
        await self.look("ledger-bureau", page)
