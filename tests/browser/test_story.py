"""A newcomer's first quarter of an hour: the whole bot and its sandbox as processes, a browser in front."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from sandbox.phone import picture
from tests.browser.conftest import ARGUMENTS, missing
from tests.browser.story import Story, demo


@pytest.mark.browser
async def test_from_binding_to_the_bureaus_feed(tmp_path: Path):
    if reason := missing():
        pytest.skip(reason)
    photos = [tmp_path / f"{number}.png" for number in (1, 2)]
    for photo in photos:
        photo.write_bytes(picture())

    async def look(_name: str, _page: Page) -> None:
        """The pictures are the script's to take."""

    async with demo(tmp_path / "data") as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        await Story(browser, url, photos, look).tell()
        await browser.close()
