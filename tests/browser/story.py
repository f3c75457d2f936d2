"""One meeting from the call to the bureau's feed, pressed through on the chat page of the running bot.

Told once: the test reads what the people see, and the README's pictures are taken on the way.
"""

import re
from pathlib import Path

from playwright.async_api import Browser

from sandbox.bureau.people_words import KNOWN_BRANCH
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.telling import Look, Pane, Telling

AGENDA = "一、学习《中国共产党支部工作条例（试行）》\n二、讨论冬季治安防控中的党员先锋岗\n三、表决年度评优名单"
MINUTES = "会议学习了《中国共产党支部工作条例（试行）》，讨论了冬季治安防控中党员先锋岗的设置，一致通过年度评优名单。"


async def call_meeting(chair: Pane, agenda: str) -> None:
    """A general meeting of the branch, tomorrow."""
    await chair.write("/meetings")
    await chair.press("召集会议")
    await answer_call(chair, agenda)


async def answer_call(chair: Pane, agenda: str) -> None:
    """What is asked when a meeting is called."""
    await chair.press("党支部党员大会暨主题党日")
    await chair.reads("会议名称")
    await chair.press("党支部党员大会暨主题党日")
    await chair.reads("什么时候")
    await chair.write("明天下午3点")
    await chair.reads("在哪里开")
    await chair.write("三楼会议室")
    await chair.reads("议程")
    await chair.write(agenda)
    await chair.reads("应到")
    await chair.press("下一步")
    await chair.reads("请核对")
    await chair.press("确认召集")
    await chair.reads("已召集")


class Story(Telling):
    """The people, their panes, and the steps in order."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        super().__init__(browser, url, photos, look)
        branch = self.bureau.of_branch(KNOWN_BRANCH)
        members = [person for person in branch if person.is_member and person.bound and not person.posts]
        self.chair = next(person for person in branch if "支部书记" in person.posts)
        self.newcomer = next(person for person in branch if person.is_member and not person.bound)
        self.scanner, self.viewer = members[:2]
        self.boss = self.bureau.holding("党委书记")[0]

    async def tell(self) -> None:
        """All of it."""
        page = await self.open(DESKTOP, self.chair, self.newcomer, self.scanner)
        chair, newcomer, scanner = (Pane(page, each) for each in (self.chair, self.newcomer, self.scanner))
        await self._bind(newcomer)
        await self._call(chair)
        await newcomer.reads("会议通知")
        await scanner.reads("会议通知")
        await chair.press("查看会议")
        await chair.press("主持会议")
        await chair.press("开始签到")
        await self._check_in(chair, newcomer, scanner)
        await self._close(chair)
        await self._print()
        await self._feed()
        assert self.errors == []

    async def _bind(self, newcomer: Pane) -> None:
        await newcomer.pane.get_by_role("button", name="开始").click()
        await newcomer.reads("绑定")
        await newcomer.pane.get_by_role("group", name="按键盘").get_by_role("button").first.click()
        await newcomer.page.get_by_role("dialog").get_by_role("button", name="共享").click()
        await newcomer.reads(f"{self.newcomer.name}同志，您好")

    async def _call(self, chair: Pane) -> None:
        await chair.write("/home")
        await chair.reads("掌上党建")
        await chair.press("三会一课")
        await chair.press("召集会议")
        await answer_call(chair, AGENDA)

    async def _check_in(self, chair: Pane, newcomer: Pane, scanner: Pane) -> None:
        await chair.press("签到码")
        caption = await (await chair.reads("前有效")).inner_text()
        found = re.search(r"签到码 (\d{6})", caption)
        assert found, caption
        await newcomer.write(found.group(1))
        await newcomer.reads("签到成功（现场）")
        meeting = await self._meeting_number(chair)
        await scanner.write(f"https://t.me/dangjian_bot?start=ci_{meeting}_{found.group(1)}")
        await scanner.pane.get_by_role("dialog").get_by_role("button", name="打开", exact=True).click()
        await scanner.reads("签到成功（现场）")
        await chair.turn_back_to("现场 3")
        await self.look("check-in", chair.page)
        await self._watch(chair)
        await chair.press("到会情况")
        await chair.reads("直播 1 人")
        await self.look("roll", chair.page)

    async def _watch(self, chair: Pane) -> None:
        """The third way, on a phone: by the button of the live stream."""
        page = await self.open(PHONE, self.viewer)
        viewer = Pane(page, self.viewer)
        await viewer.reads("开始签到了")
        await chair.write("/meetings")
        await chair.reads("三会一课")
        await chair.press("党支部党员大会")
        await chair.press("主持会议")
        await chair.press("开始直播")
        await chair.press("填直播链接")
        await chair.reads("观看直播的链接")
        await chair.write("https://live.example/1")
        await chair.reads("直播开始了")
        await chair.press("返回")
        await viewer.press("我在看直播")
        await viewer.reads("现在讲到什么了")
        await viewer.write("正在学习上级文件")
        await viewer.reads("签到成功（直播）")
        await self.look("phone", page)
        await page.close()

    async def _meeting_number(self, chair: Pane) -> int:
        shown = await chair.reads("前有效")
        data = await shown.get_by_role("button", name="显示最新签到码").get_attribute("data-data")
        assert data
        return int(data.rpartition(":")[2])

    async def _close(self, chair: Pane) -> None:
        await chair.press("返回")
        for label in ("结束会议", "确认到会", "改记录"):
            await chair.press(label)
        await chair.reads("请发送文字")
        await chair.write(MINUTES)
        await chair.reads("先锋岗")
        await chair.attach("图片", self.photos)
        await chair.reads(f"照片 {len(self.photos)}/10")
        for label in ("完成", "公布会议记录", "确认公布"):
            await chair.press(label)
        await chair.reads(MINUTES[:20])

    async def _print(self) -> None:
        """Which paper and in which form is asked once; the file comes with the photos in it."""
        page = await self.open(PHONE, self.chair)
        chair = Pane(page, self.chair)
        await chair.write("/meetings")
        await chair.walk("我的会议", "党支部党员大会暨主题党日", "🖨 打印")
        await chair.reads("点要打印的文件")
        await chair.press("会议记录 DOCX")
        await chair.reads("_会议记录.docx")
        await self.look("printing", page)
        await page.close()

    async def _feed(self) -> None:
        page = await self.open(PHONE, self.boss)
        boss = Pane(page, self.boss)
        await boss.reads(MINUTES[:20])
        await self.look("feed", page)
        await boss.write("/meetings")
        await boss.press("各支部动态")
        await boss.reads(KNOWN_BRANCH)
        await boss.press("返回")
        await boss.press("各支部本月")
        await self.look("duties", page)
