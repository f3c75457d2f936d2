"""A sandbox with three people and two groups, a bot of python-telegram-bot's, and raw calls for what that would not send."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot

from sandbox.telegram.phone import Group, Person, Phone, Sandbox

GROUP, SUPERGROUP = -1001, -1_002_600_000_001
WANG, LI, NEW = 1001, 1002, 1003


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    people = [
        Person(WANG, "王芳", phone="16000000001", username="wangfang", started=True),
        Person(LI, "李伟", phone="16000000002", started=True),
        Person(NEW, "张敏", phone="16000000003"),
    ]
    groups = [Group(GROUP, "一支部", [WANG, LI]), Group(SUPERGROUP, "二支部", [WANG, LI])]
    async with Sandbox(people, groups) as made:
        yield made


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with Bot("1:sandbox", base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot") as made:
        yield made


@pytest.fixture
def wang(sandbox: Sandbox) -> Phone:
    return Phone(sandbox.world, WANG)


@pytest.fixture
def li(sandbox: Sandbox) -> Phone:
    return Phone(sandbox.world, LI)


class Client:
    """Raw requests to the sandbox."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The whole answer of the Bot API to a JSON call."""
        answer = await self.http.post(f"/bot1:sandbox/{method}", json=params)
        return answer.json()

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        """Error code and description of a call that is refused."""
        answer = await self.call(method, **params)
        assert answer["ok"] is False, answer
        return answer["error_code"], answer["description"]

    async def act(self, user: int, action: str, **fields: Any) -> Any:
        """The result of an act."""
        answer = await self.http.post("/sandbox/act", json={"user": user, "action": action, **fields})
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    async def get(self, path: str, **query: Any) -> Any:
        """JSON of the control API."""
        return (await self.http.get(f"/sandbox/{path}", params=query)).json()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(base_url=sandbox.url, timeout=10) as http:
        yield Client(http)
