"""A talk behind a PIN: written down, sealed, gone from the chat; opened by an inspector for a purpose, which the other side sees."""

from pathlib import Path

from playwright.async_api import Browser, expect

from sandbox.bureau.people_words import KNOWN_BRANCH
from tests.browser.conftest import DESKTOP
from tests.browser.telling import PATIENCE, Look, Pane, Telling

PIN = "739164"
SAID = "近期连续值班，家里老人住院，精力有些跟不上，但对工作没有怨言。"
AGREED = "支部调整下月值班安排，每周联系一次。"
PURPOSE = "谈心谈话落实情况专项督导"


class TrustStory(Telling):
    """A branch secretary, the member talked with, and an inspector."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(KNOWN_BRANCH)
        self.head = next(each for each in branch if "支部书记" in each.posts)
        self.member = next(each for each in branch if each.confirmed and each.bound and not each.posts)
        self.inspector = next(each for each in self.bureau.holding("纪检监察") if each.bound)

    async def tell(self) -> None:
        """All of it."""
        page = await self.open(DESKTOP, self.head, self.member, self.inspector)
        head, member, inspector = (Pane(page, each) for each in (self.head, self.member, self.inspector))
        await self._write_down(head)
        await member.reads("记录了与您的一次谈话")
        await self._open(inspector)
        await self._who_has_opened_it(member)
        await self.look("talk", page)
        assert self.errors == []

    async def _write_down(self, head: Pane) -> None:
        await head.write("/talk")
        await self._set_pin(head)
        await head.reads("日常管理 · 谈心谈话")
        await head.press("记录谈话或家访")
        await head.reads("同谁谈的")
        await head.write(self.member.name)
        await head.reads("什么时候、在哪里谈的")
        await head.write("昨天下午3点，办公室")
        await head.reads("谈了什么")
        await head.write(SAID)
        await head.reads("文字 1 段")
        await head.press("下一步")
        await head.reads("约定了什么")
        await head.write(AGREED)
        await head.reads("后续要做什么")
        await head.press("跳过")
        await head.reads("请核对")
        await head.press("加密保存")
        await head.reads("已加密保存")
        for words in (SAID, AGREED):
            await expect(head.pane.get_by_text(words)).to_have_count(0, timeout=PATIENCE * 1000)

    async def _set_pin(self, pane: Pane) -> None:
        """For the first time, tapped twice."""
        for asked in ("请设置 6 位 PIN", "请再输一遍"):
            await pane.reads(asked)
            await pane.walk(*PIN)

    async def _open(self, inspector: Pane) -> None:
        """That it took place is seen first; its content only for a purpose."""
        await inspector.write("/talk")
        await self._set_pin(inspector)
        await inspector.reads("日常管理 · 谈心谈话")
        await inspector.press("全局列表")
        await inspector.press(f"{self.head.name} → {self.member.name}")
        await inspector.reads("没有人打开过内容")
        await expect(inspector.pane.get_by_text(SAID)).to_have_count(0)
        await inspector.press("写明事由并打开")
        await inspector.reads("请写明查阅事由")
        await inspector.write(PURPOSE)
        await inspector.reads(SAID)
        await inspector.reads(AGREED)

    async def _who_has_opened_it(self, member: Pane) -> None:
        await member.press("查看", at="记录了与您的一次谈话")
        await self._set_pin(member)
        await member.reads("查阅情况（谈话人本人除外）")
        await member.reads(self.inspector.name)
        await expect(member.pane.get_by_text(SAID)).to_have_count(0)
