"""What a start reads: pictures, spreadsheets and migrations, which most starts have no use for, would take most of its time."""

import os
import shutil
import subprocess
import sys

from tests.processes import ROOT, environment

LATE = {"alembic", "borax", "fsrs", "matplotlib", "numpy", "openpyxl", "PIL", "prometheus_client", "segno"}
START = """
import sys

import bot

bot.import_all()
from handlers.kit.engine import running


async def serve(running, settings, *_, **__):
    print("built", *sys.modules)


running.serve = serve
sys.exit(bot.main([]))
"""


def test_what_is_rarely_used_is_read_when_it_is_used(sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env=os.environ | environment("http://127.0.0.1", tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    built, *modules = done.stdout.split()
    assert built == "built"
    assert not LATE.intersection(modules)


def test_help_is_there_before_anything_else_is_read():
    told = "import sys, bot; bot.parser().format_help(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"asyncio", "pydantic", "sqlalchemy", "telegram"}.intersection(done.stdout.split())
