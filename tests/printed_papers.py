"""The picture of printed papers for the documents: minutes and a sign-in sheet of an invented branch, as LibreOffice prints them."""

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from scoring.papers import minutes, sign_in
from scoring.papers.paper import Paper
from scoring.papers.templates import written
from storage.engine.office import converted, program

DOTS = 55
"""An inch."""


def sample() -> bytes | None:
    """Three pages side by side, as PNG; None where there is no LibreOffice."""
    office = program()
    if office is None:
        return None
    pages = [page for each in (minutes, sign_in) for page in _pages(office, each.TEMPLATE)]
    whole = Image.new("RGB", (sum(page.width + 8 for page in pages) + 8, pages[0].height + 16), "#888888")
    left = 8
    for page in pages:
        whole.paste(page, (left, 8))
        left += page.width + 8
    made = io.BytesIO()
    whole.save(made, "PNG")
    return made.getvalue()


def _pages(office, template):
    made = converted(office, written(Paper(template.name, template.sample, template.title), None))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paper.pdf").write_bytes(made)
        subprocess.run(["pdftoppm", "-r", f"{DOTS}", "-png", "paper.pdf", "page"], cwd=folder, check=True)
        return [Image.open(io.BytesIO(each.read_bytes())) for each in sorted(Path(folder).glob("page-*.png"))]
