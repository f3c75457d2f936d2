"""What the stories share: the demo as a process, one person's pane, and the frame of a story.

The bot also speaks by itself, on some days of the year more than on others: a story looks for a message by its words, and
for a button by its label, among all that has come since the person last did something.
"""

import asyncio
import os
import re
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Locator, Page, expect
from playwright.async_api import TimeoutError as TooLong

from sandbox.bureau.people import OPENS, ZONE, Bureau, Person
from tests.browser.conftest import PHONE

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds that a busy machine may take for an answer."""
Look = Callable[[str, Page], Awaitable[None]]

# Gives the id of the newest message, not older than `since`, that is the bot's or the group's and contains the words.
_SAYING = """([pane, words, since]) => {
    const of = [...document.querySelectorAll(`#pane-${pane} article.in`)].filter((each) => Number(each.dataset.id) >= since);
    return Number(of.findLast((each) => each.textContent.includes(words))?.dataset.id ?? 0);
}"""
# Presses the newest such button, and gives its message's id: one with exactly that label goes before one that contains it.
# Found and pressed at once, as the message may be drawn anew at any moment.
_PRESS = """([pane, label, since, only]) => {
    const of = [...document.querySelectorAll(`#pane-${pane} article.in`)]
        .filter((each) => only ? Number(each.dataset.id) === only : Number(each.dataset.id) >= since);
    for (const fits of [(text) => text === label, (text) => text.includes(label)]) {
        for (const each of of.toReversed()) {
            const button = [...each.querySelectorAll(".inline-button")].find((button) => fits(button.textContent));
            if (!button) continue;
            button.scrollIntoView({block: "nearest"});
            button.click();
            return Number(each.dataset.id);
        }
    }
    return 0;
}"""
_ANSWERED = "(pane) => !document.querySelector(`#pane-${pane} [aria-busy='true']`)"


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[str]:
    """``bot.py sandbox``, which lets tests be quicker than Telegram lets a chat be; the chat page's address."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.unhurried", "sandbox", "--port", "0"),
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(data), "LOG_LEVEL": "WARNING"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert child.stdout
        line = (await asyncio.wait_for(child.stdout.readline(), 120)).decode()
        found = re.search(r"http://\S+", line)
        assert found, f"the demo said {line!r}"
        yield found.group()
    finally:
        child.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(child.wait(), PATIENCE) == 0


class Pane:
    """One person's pane, and what they do in it."""

    def __init__(self, page: Page, person: Person) -> None:
        self.page, self.person = page, person
        self.pane: Locator = page.locator(f"#pane-{person.telegram_id}")
        self.since = 0

    def message(self, number: int) -> Locator:
        """A message by its id."""
        return self.pane.locator(f'article[data-id="{number}"]')

    async def reads(self, words: str) -> Locator:
        """Wait for a message that says so, among those since the person last did something; gives it."""
        return self.message(await self._wait(_SAYING, f"a message that says {words!r}", words, self.since))

    async def turn_back_to(self, words: str) -> None:
        """Scroll to a message, past what the bot has said by itself meanwhile."""
        await (await self.reads(words)).scroll_into_view_if_needed()

    async def press(self, label: str, at: str | None = None) -> None:
        """Press the newest such button, or the one at the newest message with the words `at`; wait until it is answered."""
        only = await self._wait(_SAYING, f"a message that says {at!r}", at, 0) if at else 0
        # The next press goes out after this one has arrived, however fast the test is.
        longest = 2 * PATIENCE * 1000
        async with self.page.expect_response(lambda answer: answer.url.endswith("/sandbox/act"), timeout=longest):
            self.since = await self._wait(_PRESS, f"a button {label!r}", label, self.since, only)
        await self.page.wait_for_function(_ANSWERED, arg=self.person.telegram_id, timeout=PATIENCE * 1000)

    async def walk(self, *labels: str) -> None:
        """Press one label after the other."""
        for label in labels:
            await self.press(label)

    async def agree(self, words: str) -> None:
        """Close the box that came up with these words."""
        box = self.pane.get_by_role("alertdialog").filter(has_text=words)
        await box.get_by_role("button", name="好").click(timeout=PATIENCE * 1000)

    async def write(self, text: str) -> None:
        """Type and send; what was there before is not looked at any more."""
        newest = await self.pane.locator("article").evaluate_all("all => all.map((each) => Number(each.dataset.id))")
        box = self.pane.get_by_role("textbox", name="消息")
        await box.fill(text)
        await box.press("Enter")
        self.since = max(newest, default=0) + 1

    async def attach(self, kind: str, files: list[Path]) -> None:
        """Send files by the attachment menu."""
        async with self.page.expect_file_chooser() as chooser:
            await self.pane.get_by_role("button", name="附件").click()
            await self.page.get_by_role("menuitem", name=kind).click()
        await (await chooser.value).set_files([str(file) for file in files])
        await self.pane.get_by_role("dialog").get_by_role("button", name="发送").click()

    async def react(self, emoji: str, words: str) -> None:
        """Put a reaction on the newest message with these words."""
        shown = await self.reads(words)
        await shown.hover()
        await shown.get_by_role("button", name="消息操作").click()
        await self.page.get_by_role("menuitemcheckbox", name=f"回应 {emoji}").click()

    async def turn_to(self, chat: str) -> None:
        """Open one of the person's chats by its tab."""
        await self.pane.get_by_role("tab", name=chat).click()
        await expect(self.pane.get_by_role("tab", name=chat)).to_have_attribute("aria-selected", "true")
        self.since = 0

    async def _wait(self, script: str, what: str, *facts: Any) -> Any:
        arguments = [self.person.telegram_id, *facts]
        try:
            found = await self.page.wait_for_function(script, arg=arguments, timeout=PATIENCE * 1000)
        except TooLong:
            shown = await self.pane.locator("article").all_inner_texts()
            raise AssertionError(f"{self.person.name} waits for {what}; the newest: {shown[-3:]}") from None
        return await found.json_value()


class Telling(ABC):
    """A browser over the demo; `look` is called where there is something to see."""

    def __init__(self, browser: Browser, url: str, photos: list[Path], look: Look) -> None:
        self.browser, self.url, self.photos, self.look = browser, url, photos, look
        self.errors: list[str] = []
        self.bureau = Bureau.generate(today=OPENS.date())

    @abstractmethod
    async def tell(self) -> None:
        """The steps in order."""

    async def open(self, size: dict[str, int], *people: Person) -> Page:
        """The chat page with these people's panes side by side."""
        page = await self.browser.new_page(
            viewport=size, locale="zh-CN", device_scale_factor=2 if size["width"] == PHONE["width"] else 1
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        await page.goto(f"{self.url}?" + "&".join(f"user={each.telegram_id}" for each in people))
        await expect(page.locator("#state")).to_have_text("已连接", timeout=PATIENCE * 1000)
        return page

    async def now(self) -> datetime:
        """The time in the sandbox."""
        async with self._clock() as client:
            return datetime.fromisoformat((await client.get("clock")).json()["now"]).astimezone(ZONE)

    async def pass_to(self, at: datetime) -> None:
        """Move the sandbox's clock forward."""
        ahead = (at - await self.now()).total_seconds()
        assert ahead >= 0, f"{at} has been"
        async with self._clock() as client:
            (await client.post("clock", json={"advance": ahead})).raise_for_status()

    def _clock(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"{self.url.rstrip('/')}/sandbox")
