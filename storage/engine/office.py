"""PDF of a DOCX, by LibreOffice where it is installed: a process of its own for each, with a profile of its own, ended with all that
it began when it takes too long."""

import asyncio
import logging
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

from storage.engine.beside import Beside
from storage.engine.refusal import Refusal

DEADLINE = 90
"""Seconds for one paper; it takes two or three, and twenty on a small machine that has just started."""
NOT_HERE = "这台服务器没有装 LibreOffice，不能生成 PDF，请改取 DOCX 文件。"
BROKEN = "这次没能生成 PDF，请稍后再试，或改取 DOCX 文件。"
# What the papers are set in, and what takes its place where a machine has not got it.
_FONTS = {
    "方正小标宋简体": ("宋体", "SimSun", "Noto Serif CJK SC", "Noto Serif SC"),
    "仿宋_GB2312": ("仿宋", "FangSong", "Noto Serif CJK SC", "Noto Serif SC"),
    "黑体": ("SimHei", "Noto Sans CJK SC", "Noto Sans SC"),
    "宋体": ("SimSun", "Noto Serif CJK SC", "Noto Serif SC"),
}
log = logging.getLogger(__name__)
_KNOWN = ("PATH", "LD_LIBRARY_PATH")
# One after another: each takes some hundred megabytes.
_CONVERTING = Beside("converting")


def program() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


async def pdf(document: bytes) -> bytes:
    """Raises Refusal where there is no LibreOffice, or where it fails."""
    found = program()
    if found is None:
        raise Refusal(NOT_HERE)
    return await asyncio.wrap_future(_CONVERTING.submit(partial(converted, found, document)))


def converted(found: str, document: bytes) -> bytes:
    """As `pdf`, for a thread that has time."""
    with tempfile.TemporaryDirectory(prefix="dangjian-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        paper, made = folder / "paper.docx", folder / "paper.pdf"
        paper.write_bytes(document)
        fonts = folder / "fonts.conf"
        fonts.write_text(_fonts(folder), encoding="utf-8")
        environment = {each: os.environ[each] for each in _KNOWN if each in os.environ}
        process = subprocess.Popen(  # noqa: S603 - found on the path, and what it converts is a file
            [
                found,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", name, str(paper)),
            ],
            stdin=subprocess.DEVNULL,
            # What it might print could quote what it was given.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment | {"HOME": name, "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(fonts)},
            start_new_session=True,
        )
        try:
            process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            log.error("LibreOffice has made no PDF in %s seconds, and was ended", DEADLINE)
            raise Refusal(BROKEN) from None
        finally:
            _end(process)
        if not made.is_file():
            log.error("LibreOffice has made no PDF, and ended with %s", process.returncode)
            raise Refusal(BROKEN)
        return made.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """It and whatever it has started, which may outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _fonts(folder: Path) -> str:
    """The machine's own fonts, with those names for some of them."""
    named = "".join(
        f"<alias binding='same'><family>{escape(name)}</family><prefer>"
        + "".join(f"<family>{escape(each)}</family>" for each in (name, *others))
        + "</prefer></alias>"
        for name, others in _FONTS.items()
    )
    own = "<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
    return f"<?xml version='1.0'?><fontconfig>{own}{named}<cachedir>{escape(str(folder / 'fonts'))}</cachedir></fontconfig>"
