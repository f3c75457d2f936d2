"""The organisational life online: a topic, an opinion, criticism and its reply, an answer to each, and what comes of it."""

from pathlib import Path

from playwright.async_api import Browser

from tests.browser.conftest import DESKTOP
from tests.browser.telling import Look, Pane, Telling

BRANCH = "法制大队党支部"
"""Small enough that all its members stand on one page."""
TITLE = "冬季治安防控阶段总结"
TEXT = "请谈谈冬季治安防控以来，本支部和自己做得怎么样，还差在哪里。"
OPINION = "案件审核提前介入以后退查少了，建议把常见问题整理成一页清单，发给各办案单位。"
CRITICISM = "有几次集中学习来得晚，建议提前安排好手头的案件。"
REPLY = "接受批评。下周起学习日上午不排提审，准时到会。"
ENCOURAGED = "说得具体，改得及时，继续保持。"
SUMMARY = "意见集中在审核清单和学习纪律：清单由法制员月底前整理，学习日上午不排提审，支委会下月检查。"


class TopicStory(Telling):
    """A branch secretary and two members."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(BRANCH)
        members = [each for each in branch if each.is_member and each.bound and not each.posts]
        self.head = next(each for each in branch if "支部书记" in each.posts)
        self.first, self.second = members[:2]

    async def tell(self) -> None:
        """All of it."""
        page = await self.open(DESKTOP, self.head, self.first, self.second)
        head, first, second = (Pane(page, each) for each in (self.head, self.first, self.second))
        await self._begin(head)
        await first.reads("新话题")
        await second.reads("新话题")
        await self._speak(first, "意见", OPINION)
        await self._speak(second, "批评建议", CRITICISM, about=self.first.name)
        await self._reply(first)
        await second.reads("回应了您的发言")
        await self._react(head, first)
        await self._answer(head, second)
        await self.look("topic", page)
        await self._close(head)
        for each in (first, second):
            await each.reads(SUMMARY)
        assert self.errors == []

    async def _begin(self, head: Pane) -> None:
        await head.write("/topics")
        await head.reads("微社区")
        await head.press("发起话题")
        await head.press("阶段总结")
        await head.reads("题目是什么")
        await head.write(TITLE)
        await head.reads("请写清楚")
        await head.write(TEXT)
        await head.reads("已有文字")
        await head.press("下一步")
        await head.reads("发言到哪一天为止")
        await head.write("后天")
        await head.reads("请核对话题")
        await head.press("支部群同步：否")
        await head.reads("意见同步到支部群")
        await head.press("确认发起")
        await head.reads("话题已发起")

    async def _speak(self, pane: Pane, sort: str, text: str, about: str | None = None) -> None:
        await pane.press("我要发言", at="新话题")
        await pane.reads("您要说哪一类")
        await pane.press(sort)
        if about:
            await pane.reads("向哪位同志提")
            await pane.press(about)
        await pane.reads(f"：{TITLE}")
        await pane.write(text)
        await pane.reads(text)
        await pane.press("✅ 发言")
        await pane.reads("已发言")

    async def _reply(self, first: Pane) -> None:
        await first.press("查看", at="给您提了批评建议")
        await first.reads(CRITICISM)
        await first.press("↪ 回应")
        await first.reads("请写回应")
        await first.write(REPLY)
        await first.reads(REPLY)
        await first.press("✅ 发言")
        await first.reads("已发言")

    async def _react(self, head: Pane, first: Pane) -> None:
        """On the opinion's post in the branch's group, which answers it."""
        await head.turn_to(BRANCH)
        await head.reads(OPINION)
        # Telegram tells of reactions to none but a group's administrators.
        await head.pane.get_by_role("button", name="更多操作").click()
        await head.page.get_by_role("menuitem", name="设机器人为管理员").click()
        await head.react("👍", OPINION)
        await first.reads("书记答复了您的发言：点赞")
        await head.turn_to("掌上党建")

    async def _answer(self, head: Pane, second: Pane) -> None:
        """The criticism, with a word."""
        await self._open(head)
        await head.press("逐条答复（1）")
        await head.reads(CRITICISM)
        await head.press("💪 鼓励")
        await head.reads("请写一句话")
        await head.write(ENCOURAGED)
        await head.reads("已答复")
        await second.press("查看", at="书记答复了您的发言：鼓励")
        await second.reads(ENCOURAGED)
        await self._open(head)
        await head.press("看发言（3）")
        await head.reads(REPLY)

    async def _open(self, head: Pane) -> None:
        await head.write("/topics")
        await head.reads("线上组织生活")
        await head.press(TITLE)
        await head.reads("人发言 3 条")

    async def _close(self, head: Pane) -> None:
        await self._open(head)
        await head.press("小结并结束")
        await head.reads("请写小结")
        await head.write(SUMMARY)
        await head.reads("话题已结束")
