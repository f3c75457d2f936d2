"""The rooms of a branch's year: its dues, its term and what a development file lacks; above it the register, a bundle for an
inspection and what is taken over from paper."""

from pathlib import Path

from playwright.async_api import Browser

from sandbox.bureau.people_words import KNOWN_BRANCH
from tests.browser.conftest import DESKTOP
from tests.browser.telling import Look, Pane, Telling


class RoomsStory(Telling):
    """A branch's secretary, deputy and organiser; two of the party-affairs staff and the bureau's secretary."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(KNOWN_BRANCH)
        self.committee = [
            next(each for each in branch if post in each.posts) for post in ("支部书记", "支部副书记", "组织委员")
        ]
        self.staff = [each for each in self.bureau.holding("党务干部") if each.bound][:2]
        self.chief = self.bureau.holding("党委书记")[0]

    async def tell(self) -> None:
        """All of it."""
        page = await self.open(DESKTOP, *self.committee)
        await self._branch(*(Pane(page, each) for each in self.committee))
        await self.look("branch-rooms", page)
        await page.close()
        page = await self.open(DESKTOP, *self.staff, self.chief)
        await self._bureau(*(Pane(page, each) for each in (*self.staff, self.chief)))
        await self.look("bureau-rooms", page)
        assert self.errors == []

    async def _branch(self, head: Pane, deputy: Pane, organiser: Pane) -> None:
        await head.write("/dues")
        await head.press("登记本月")
        await head.reads("未登记 7 人")
        await deputy.write("/terms")
        await deputy.press("历任")
        await deputy.reads("至今")
        await organiser.write("/develop")
        await organiser.walk("公示中", "包博伟", "办理", "材料清单")
        await organiser.reads("到现在应有")

    async def _bureau(self, officer: Pane, other: Pane, chief: Pane) -> None:
        await officer.write("/home")
        await officer.walk("更多", "名册与绑定", "按姓名、拼音或警号查找")
        await officer.reads("请发送要找的词")
        await officer.write("zmp")
        await officer.walk("曾明鹏", "任职和变动")
        await officer.reads("支部书记")
        await other.write("/home")
        await other.walk("更多", "接续录入")
        await other.reads("启用日期")
        await chief.write("/inspection")
        await chief.press("年")
        await chief.reads("[年]")
