"""``python -m tests.screenshots``: takes the README's pictures, into docs/images, while the stories are told."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import ARGUMENTS, missing
from tests.browser.story import ROOT, Story, demo
from tests.browser.work_story import WorkStory

IMAGES = ROOT / "docs" / "images"


async def _look(name: str, page: Page) -> None:
    # Toasts and smooth scrolling end within the second; a picture should not show them half way.
    await page.wait_for_timeout(1200)
    await page.screenshot(path=IMAGES / f"{name}.png")


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


async def main() -> int:
    """Take them; 1 where there is no browser."""
    if reason := missing():
        print(reason, file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for story in (Story, WorkStory):
            async with demo(Path(folder) / "data") as url, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
                await story(browser, url, await _photos(browser, Path(folder)), _look).tell()
                await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
