"""A newcomer's first quarter of an hour: the whole bot and its sandbox as processes, a browser in front."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from sandbox.telegram.phone import picture
from tests.browser.conftest import ARGUMENTS, missing
from tests.browser.development_story import DevelopmentStory
from tests.browser.overview_story import OverviewStory
from tests.browser.rooms_story import RoomsStory
from tests.browser.story import Story
from tests.browser.telling import Telling, demo
from tests.browser.topic_story import TopicStory
from tests.browser.trust_story import TrustStory
from tests.browser.work_story import WorkStory
from tests.browser.year_story import YearStory

FURTHER = [WorkStory, OverviewStory, TrustStory, TopicStory, DevelopmentStory, YearStory, RoomsStory]


@pytest.mark.browser
@pytest.mark.parametrize("story", [Story, *(pytest.param(story, marks=pytest.mark.thorough) for story in FURTHER)])
async def test_the_story_is_told_to_its_end(tmp_path: Path, story: type[Telling]):
    if reason := missing():
        pytest.skip(reason)
    photos = [tmp_path / f"{number}.png" for number in (1, 2)]
    for photo in photos:
        photo.write_bytes(picture())

    async def look(_name: str, _page: Page) -> None:
        """The pictures are the script's to take."""

    async with demo(tmp_path / "data") as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        await story(browser, url, photos, look).tell()
        await browser.close()
