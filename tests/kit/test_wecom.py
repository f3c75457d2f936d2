"""企业微信's adapter against its recorded answers (developer.work.weixin.qq.com, documents 91039 and 90236)."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from reminders.bells import Refusing, WeCom

TOKEN = {"errcode": 0, "errmsg": "ok", "access_token": "accesstoken000001", "expires_in": 7200}
SENT = {
    "errcode": 0, "errmsg": "ok", "invaliduser": "", "invalidparty": "", "invalidtag": "",
    "msgid": "DBAdb2vt4-YGt7oYV-8hgqZ1n6sYnS5P", "response_code": "",
}  # fmt: skip
OUTDATED = {"errcode": 42001, "errmsg": "access_token expired"}
NOBODY = {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
SOME = SENT | {"invaliduser": "lilei"}
BUSY = {"errcode": -1, "errmsg": "system busy"}


@pytest.fixture
async def company():
    """What it answers, one after the other, and what it was asked."""
    answers, asked = [], []

    async def token(request):
        asked.append(dict(request.query))
        return web.json_response(TOKEN)

    async def send(request):
        asked.append((request.query["access_token"], await request.json()))
        return web.json_response(answers.pop(0))

    application = web.Application()
    application.add_routes([web.get("/cgi-bin/gettoken", token), web.post("/cgi-bin/message/send", send)])
    async with TestServer(application) as server:
        bell = WeCom("wecom://ww0001:secret@1000002", str(server.make_url("")).rstrip("/"))
        yield bell, answers, asked


async def test_a_message_is_asked_for_as_documented_and_the_token_is_kept(company):
    bell, answers, asked = company
    answers += [SENT, SENT]
    await bell.ring("lilei", "您有待办", "1 条")
    await bell.ring("lilei", "您有待办", "2 条")
    message = {"touser": "lilei", "msgtype": "text", "agentid": 1000002, "text": {"content": "您有待办\n1 条"}}
    assert asked[:2] == [{"corpid": "ww0001", "corpsecret": "secret"}, ("accesstoken000001", message)]
    assert len(asked) == 3


async def test_a_token_that_is_outdated_is_asked_for_anew_once(company):
    bell, answers, asked = company
    answers += [OUTDATED, SENT]
    await bell.ring("lilei", "您有待办", "1 条")
    assert len(asked) == 4
    answers += [OUTDATED, OUTDATED]
    with pytest.raises(OSError, match="42001"):
        await bell.ring("lilei", "您有待办", "1 条")


@pytest.mark.parametrize("answer", [NOBODY, SOME])
async def test_a_user_who_is_not_there_is_refused(company, answer):
    bell, answers, _ = company
    answers.append(answer)
    with pytest.raises(Refusing):
        await bell.ring("lilei", "您有待办", "1 条")


async def test_anything_else_may_be_tried_again(company):
    bell, answers, _ = company
    answers.append(BUSY)
    with pytest.raises(OSError, match="-1"):
        await bell.ring("lilei", "您有待办", "1 条")
