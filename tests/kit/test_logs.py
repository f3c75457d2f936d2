"""What is logged of a failure: kind, places and a number; no value, no token, in lines and in JSON."""

import asyncio
import io
import json
import logging
import re
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from handlers.kit.engine import logs
from handlers.kit.engine.logs import TEXT, AsJson, Redact
from storage.engine.failure import what_failed
from storage.engine.settings import Settings, SettingsError, load_settings

TOKEN = "123456:s3cret"


@pytest.fixture(params=["text", "json"])
def logged(request):
    """A logger of its own and what it has written."""
    stream, log = io.StringIO(), logging.Logger("here")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AsJson() if request.param == "json" else logging.Formatter(TEXT))
    handler.addFilter(Redact([TOKEN]))
    log.addHandler(handler)
    log.json = request.param == "json"
    return log, stream.getvalue


def fails(words, deep=0):
    if deep:
        fails(words, deep - 1)
    try:
        {}[words]
    except KeyError as error:
        raise ValueError(f"机密 {words}") from error


def test_a_traceback_is_places_without_values(logged):
    log, written = logged
    try:
        fails("王芳的谈话")
    except ValueError:
        log.exception("update %s is set aside", 5)
    (line,) = written().splitlines()
    assert "王芳" not in line
    assert "机密" not in line
    assert "update 5 is set aside: ValueError #" in line
    assert re.search(r"tests/kit/test_logs\.py:\d+ fails < ", line)
    assert "because of KeyError" in line


def test_a_line_of_json_has_each_place_by_itself(logged):
    log, written = logged
    try:
        Settings(timezone="nowhere")
    except ValueError as error:
        failure = what_failed(error)
        log.error("it failed: %s", failure)
    if not log.json:
        return
    told = json.loads(written())
    assert (told["level"], told["logger"], told["failure"]["kind"]) == ("ERROR", "here", "ValidationError")
    assert told["failure"]["number"] == failure.mark
    assert {"file", "line", "function", "own"} == set(told["failure"]["frames"][0])
    assert told["time"][10] == "T"


@pytest.mark.parametrize("words", [f"GET /bot{TOKEN}/getMe", "两\n行", "一半 \ud83d", "a\u2028b"])
def test_a_record_is_one_line_of_json_without_the_token(logged, words):
    log, written = logged
    log.error("said: %s", words)
    log.error(words)
    assert TOKEN not in written()
    if log.json:
        assert [json.loads(each)["level"] for each in written().split("\n") if each] == ["ERROR", "ERROR"]


def test_a_record_that_cannot_be_put_together_says_so_without_its_values(logged):
    log, written = logged
    log.error("%d of %s", "王芳")  # noqa: PLE1206
    assert "王芳" not in written()
    assert "%d of %s" in written()


def test_what_a_task_failed_of_is_told_by_its_place(logged, monkeypatch):
    log, written = logged
    log.name = "asyncio"

    async def left_alone():
        fails("王芳")

    async def go():
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, about: log.error(about["message"] + "\nfuture: 王芳", exc_info=about["exception"])
        )
        task = asyncio.create_task(left_alone())
        await asyncio.sleep(0)
        del task

    asyncio.run(go())
    assert "王芳" not in written()
    assert "Task exception was never retrieved: ValueError #" in written()


def test_our_own_places_stand_first_and_a_recursion_is_bounded():
    try:
        Settings(timezone="nowhere")
    except ValueError as error:
        told = what_failed(error)
    assert [each.own for each in told.frames] == sorted((each.own for each in told.frames), reverse=True)
    assert str(told.frames[0]).startswith("tests/kit/test_logs.py:")
    try:
        fails("x", deep=500)
    except ValueError as error:
        told = what_failed(error)
    assert len(str(told)) < 3000


def test_the_number_is_the_same_for_the_same_failure():
    found = set()
    for words in ("一", "二"):
        try:
            fails(words)
        except ValueError as error:
            found.add(what_failed(error).mark)
    assert len(found) == 1
    assert found != {what_failed(ValueError()).mark}


def test_codes_of_the_system_and_the_database_are_told():
    try:
        sqlite3.connect(":memory:").execute("SELECT 王芳")
    except sqlite3.Error as error:
        assert what_failed(OperationalError("王芳", {}, error)).kind == "OperationalError(SQLITE_ERROR)"
    assert what_failed(OSError(28, "王芳")).kind == "OSError(ENOSPC)"


def test_a_group_and_what_goes_round_in_circles_are_told():
    first, second = ValueError("王芳"), KeyError("王芳")
    first.__cause__, second.__cause__ = second, first
    assert [each.kind for each in what_failed(first).causes] == ["KeyError"]
    assert [each.kind for each in what_failed(ExceptionGroup("王芳", [first])).causes] == ["ValueError", "KeyError"]


def test_all_secrets_of_the_settings_are_known():
    settings = Settings(
        _env_file=None,
        bot_token="1:abc",
        webhook_secret="hook",
        secret_key=["k1", "k2"],
        database_url="postgresql+asyncpg://u:p%40ss@host/d",
    )
    assert set(settings.secrets) == {"1:abc", "hook", "k1", "k2", "p%40ss", "p@ss"}


def test_it_is_set_up_as_the_settings_say(monkeypatch):
    root = logging.Logger("root")
    monkeypatch.setattr(logging, "root", root)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    for name in ("threading.excepthook", "sys.unraisablehook"):
        monkeypatch.setattr(name, None)
    logs.set_up(Settings(_env_file=None, bot_token="1:abc", log_format="json", log_level="warning"))
    (handler,) = root.handlers
    assert isinstance(handler.formatter, AsJson)
    assert root.level == logging.WARNING
    assert not logging.raiseExceptions


@pytest.mark.parametrize(
    "given",
    [
        {"smtp_url": "smtp://bot:gehe：im@mail.example.com:25"},
        {"smtp_url": "smtp://bot:gehe#im@mail.example.com:25"},
        {"smtp_url": "smtp://bot:gehe@mail.example.com:im"},
        {"wecom_url": "wecom://corp:gehe／im@100"},
        {"wecom_url": "wecom://corp:gehe@[im"},
        {"https_proxy": "http://bot:gehe：im@127.0.0.1:3128"},
        {"database_url": "postgresql+asyncpg://bot:gehe：im@127.0.0.1/dangjian"},
    ],
)
def test_a_wrong_address_is_told_without_its_password(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as told:
        load_settings(**given)
    assert "gehe" not in str(told.value)
    assert "应形如" in str(told.value) or "须是" in str(told.value)
