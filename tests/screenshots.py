"""``python -m tests.screenshots [STORY…]``: takes the documents' pictures, into docs/images, while the stories are told.

Without names, of all stories. Only pictures that a document shows are kept.
"""

import asyncio
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from tests import birthday_cards, printed_papers
from tests.browser.conftest import ARGUMENTS, missing
from tests.browser.development_story import DevelopmentStory
from tests.browser.overview_story import OverviewStory
from tests.browser.rooms_story import RoomsStory
from tests.browser.story import Story
from tests.browser.telling import ROOT, demo
from tests.browser.topic_story import TopicStory
from tests.browser.trust_story import TrustStory
from tests.browser.work_story import WorkStory
from tests.browser.year_story import YearStory

STORIES = (Story, WorkStory, OverviewStory, TrustStory, TopicStory, DevelopmentStory, YearStory, RoomsStory)
IMAGES = ROOT / "docs" / "images"


WIDEST, COLOURS = 1440, 256


def _shown() -> set[str]:
    """The names of the pictures that the documents show."""
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    return {name for each in documents for name in re.findall(r"images/([\w-]+)\.png", each.read_text())}


def keep(name: str, picture: bytes) -> None:
    """Write a picture that a document shows, with fewer colours and not wider than it is looked at; what has a palette already, as it is."""
    if name not in _shown():
        return
    IMAGES.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture)) as opened:
        if opened.mode == "P":
            (IMAGES / f"{name}.png").write_bytes(picture)
            return
        image = opened.convert("RGB")
        image.thumbnail((WIDEST, 4 * WIDEST), Image.Resampling.LANCZOS)
    # Of Pillow's ways this one keeps small patches of rare colours, such as avatars, as they are.
    reduced = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    reduced.save(IMAGES / f"{name}.png", optimize=True)


async def _look(name: str, page: Page) -> None:
    # A picture should show neither a passing notice nor a scroll half way.
    await expect(page.locator(".toast")).to_have_count(0, timeout=20_000)
    await page.wait_for_timeout(1200)
    keep(name, await page.screenshot())


async def _photos(browser: Browser, folder: Path) -> list[Path]:
    """Two drawings that stand for photos of a meeting, of nobody."""
    page = await browser.new_page(viewport={"width": 960, "height": 720})
    made = []
    for number, (wall, table) in enumerate((("#9b1c1c", "#e8c38a"), ("#2f4b66", "#c9a66b"))):
        seats = "".join(
            f'<circle cx="{150 + 165 * seat}" cy="{430 + 110 * row}" r="34" fill="#26313f"/>'
            for row in range(3)
            for seat in range(5)
        )
        await page.set_content(
            f'<body style="margin:0"><svg width="960" height="720"><rect width="960" height="720" fill="{wall}"/>'
            f'<rect x="180" y="70" width="600" height="190" rx="8" fill="#f7f2e7"/>'
            f'<rect x="120" y="320" width="720" height="46" rx="6" fill="{table}"/>{seats}</svg>'
        )
        made.append(folder / f"{number}.png")
        await page.screenshot(path=made[-1])
    await page.close()
    return made


async def main(names: list[str]) -> int:
    """Take them; 1 where there is no browser."""
    if reason := missing():
        print(reason, file=sys.stderr)
        return 1
    keep("birthday", birthday_cards.sample())
    if (papers := await asyncio.to_thread(printed_papers.sample)) is not None:
        keep("papers", papers)
    with tempfile.TemporaryDirectory() as folder:
        for story in STORIES:
            if names and story.__name__ not in names:
                continue
            async with demo(Path(folder) / "data") as url, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
                await story(browser, url, await _photos(browser, Path(folder)), _look).tell()
                await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
