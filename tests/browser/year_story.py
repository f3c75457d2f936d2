"""The year planned once: what was held and what is to come, a time weighed by the shifts, a leading cadre's own duties."""

from pathlib import Path

from playwright.async_api import Browser

from tests.browser.conftest import DESKTOP
from tests.browser.telling import Look, Pane, Telling

BRANCH = "刑侦大队党支部"


class YearStory(Telling):
    """A branch's secretary and deputy, and the bureau's secretary."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(BRANCH)
        self.head, self.deputy = (
            next(each for each in branch if post in each.posts) for post in ("支部书记", "支部副书记")
        )
        self.chief = self.bureau.holding("党委书记")[0]

    async def tell(self) -> None:
        """All of it."""
        page = await self.open(DESKTOP, self.head, self.deputy, self.chief)
        head, deputy, chief = (Pane(page, each) for each in (self.head, self.deputy, self.chief))
        await self._plan(head)
        await self._choose(deputy)
        await self._owe(chief)
        await self.look("year", page)
        assert self.errors == []

    async def _plan(self, head: Pane) -> None:
        """The year that runs, as everybody of the branch reads it."""
        await head.write("/meetings")
        await head.press("年度计划")
        await head.reads("2026 年度计划")
        await head.reads("民主评议")

    async def _choose(self, deputy: Pane) -> None:
        await deputy.write("/meetings")
        await deputy.press("召集会议")
        await deputy.reads("开什么会")
        await deputy.press("党支部党员大会暨主题党日")
        await deputy.reads("会议名称")
        await deputy.press("11月党支部党员大会暨主题党日")
        await deputy.reads("什么时候开")
        await deputy.write("后天下午3点")
        await deputy.reads("方便参加")

    async def _owe(self, chief: Pane) -> None:
        await chief.write("/home")
        await chief.press("更多")
        await chief.press("领导干部职责")
        await chief.press(self.chief.name)
        await chief.reads("讲党课：还没有")
