"""A sandbox, a little bot on it, and a browser that opens the chat page; skipped where the machine has no Chromium."""

import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from telegram import Update

from sandbox.telegram.phone import Group, Person, Sandbox
from tests.browser.little_bot import COMMANDS, build

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PEOPLE = [
    Person(1001, "王芳", phone="16000000001", note="刑侦大队党支部 · 支部书记 · SM0001", started=True),
    Person(1002, "李伟", phone="16000000002", note="刑侦大队党支部 · 党员 · SM0002", started=True),
    Person(1003, "赵堃", phone="16000000003", note="交警大队党支部 · 组织委员 · SM0003"),
    *(
        Person(2000 + n, f"陈{n}", phone=f"160000020{n:02}", note=f"派出所党支部 · 党员 · SM{2000 + n}")
        for n in range(1, 41)
    ),
]
GROUP = Group(-1001000000001, "刑侦大队党支部", members=[1001, 1002])


@cache
def missing() -> str | None:
    """Why the browser's tests cannot run here; None if they can."""
    if shutil.which("chromium") is None:
        return "no chromium on this machine"
    if shutil.which("fc-list") is None:
        return "no fontconfig, so no telling whether there is a CJK font"
    fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
    return None if fonts.strip() else "no CJK font on this machine"


@dataclass
class Stage:
    """What a test has at hand. ``errors``: what the page complained of in its console."""

    sandbox: Sandbox
    bot: Any
    browser: Browser
    errors: list[str] = field(default_factory=list)

    @property
    def world(self) -> Any:
        """The sandbox's world."""
        return self.sandbox.world

    async def open(
        self, *users: int, size: dict[str, int] | None = None, touch: bool = False, sockets: Any = None
    ) -> Page:
        """Open the page with these people on the desk, and wait until it is connected. ``sockets`` takes over its events."""
        context = await self.browser.new_context(
            viewport=size or DESKTOP, locale="zh-CN", has_touch=touch, is_mobile=touch
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        if sockets is not None:
            await page.route_web_socket(re.compile("/sandbox/events"), sockets)
        await page.goto(f"{self.sandbox.url}/?" + "&".join(f"user={user}" for user in users))
        await expect(page.locator("#state")).to_have_text("已连接")
        return page


def pane(page: Page, name: str) -> Locator:
    """The column of one person."""
    return page.get_by_role("region", name=f"{name}的手机")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if reason := missing():
        pytest.skip(reason)
    async with async_playwright() as playwright:
        begun = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield begun
        await begun.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    fresh = [Person(p.id, p.name, phone=p.phone, note=p.note, started=p.started) for p in PEOPLE]
    sandbox = Sandbox(people=fresh, groups=[Group(GROUP.id, GROUP.title, members=list(GROUP.members))])
    await sandbox.start()
    bot = build(sandbox)
    async with bot:
        await bot.bot.set_my_commands(COMMANDS)
        await bot.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await bot.start()
        made = Stage(sandbox, bot, browser)
        yield made
        for context in browser.contexts:
            await context.close()
        await bot.updater.stop()
        await bot.stop()
    await sandbox.stop()
    assert made.errors == []
