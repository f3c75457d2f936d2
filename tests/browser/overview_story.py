"""What the bot knows, asked for on a phone: a member's health index, all branches on one sheet, a political birthday."""

from pathlib import Path

from playwright.async_api import Browser, expect

from sandbox.bureau.people_words import KNOWN_BRANCH
from tests.browser.conftest import PHONE
from tests.browser.telling import PATIENCE, Look, Pane, Telling

TALL = PHONE | {"height": 960}
"""A phone on which the whole picture stands beside its buttons."""


class OverviewStory(Telling):
    """A member, and the secretary of the bureau's committee."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(KNOWN_BRANCH)
        self.member = next(each for each in branch if each.confirmed and each.bound and not each.posts)
        self.boss = self.bureau.holding("党委书记")[0]

    async def tell(self) -> None:
        """All of it."""
        await self._health()
        await self._board()
        await self._birthday()
        assert self.errors == []

    async def _health(self) -> None:
        page = await self.open(TALL, self.member)
        member = Pane(page, self.member)
        await member.write("/health")
        await self._shows_a_picture(member, "党员健康指数")
        await self.look("health", page)
        await member.press("德 ")
        await member.reads("占“德”的七成")
        await member.press("组织生活参加率")
        await member.reads("依据的记录")
        await member.reads("：到会")
        await self.look("health-line", page)
        await page.close()

    async def _board(self) -> None:
        page = await self.open(PHONE, self.boss)
        boss = Pane(page, self.boss)
        await boss.write("/board")
        await self._shows_a_picture(boss, "督导检查")
        await boss.pane.get_by_role("button", name="放大图片").click()
        await self.look("board", page)
        await page.keyboard.press("Escape")
        await boss.press("逐个支部")
        await boss.reads("逾期多的在前")
        await boss.press("党支部")
        await boss.reads("健康指数")
        await self.look("board-branch", page)
        await page.close()

    async def _birthday(self) -> None:
        page = await self.open(PHONE, self.member)
        member = Pane(page, self.member)
        await member.write("/birthday")
        await member.reads("政治生日")
        await member.reads("成长历程")
        await self.look("birthday-screen", page)
        await page.close()

    async def _shows_a_picture(self, pane: Pane, caption: str) -> None:
        shown = await pane.reads(caption)
        await expect(shown.locator("img")).to_have_js_property("complete", True, timeout=PATIENCE * 1000)
        await expect(shown.locator("img")).not_to_have_js_property("naturalWidth", 0)
