"""The Bot API over HTTP: tokens, parameters in their four encodings, faults, and answers in Telegram's form."""

import asyncio
import json
from collections.abc import Awaitable
from inspect import isawaitable
from typing import Any

from tornado.web import RequestHandler

from sandbox.telegram.api import METHODS, Method
from sandbox.telegram.api.params import Params, Upload, chat_id
from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.files import DOWNLOAD_LIMIT
from sandbox.telegram.world import World

_ALBUM = "sendMediaGroup"


class BotHandler(RequestHandler):
    """One call of one method."""

    def initialize(self, world: World, calls: set[asyncio.Task[Any]]) -> None:
        """The world it speaks for, and the calls that are not answered yet."""
        self.world = world
        self.calls = calls
        self._waiting: asyncio.Future[Any] | None = None
        self._gone = False

    async def get(self, token: str, name: str) -> None:
        """A call with its parameters in the query."""
        await self.post(token, name)

    async def post(self, token: str, name: str) -> None:
        """A call; parameters in the query, a form, multipart or JSON."""
        task = asyncio.current_task()
        assert task is not None
        self.calls.add(task)
        try:
            result = await self._call(token, name)
        except ApiError as error:
            self.world.journal.refused[error.description] += 1
            self.set_status(error.code)
            if "retry_after" in error.parameters:
                self.set_header("Retry-After", str(error.parameters["retry_after"]))
            self._answer(error.body())
        except asyncio.CancelledError:
            if not self._gone:
                raise
        else:
            if not self._finished:
                self._answer({"ok": True, "result": result})
        finally:
            self.calls.discard(task)

    async def _call(self, token: str, name: str) -> Any:
        world = self.world
        if token != world.token:
            raise ApiError(401, "Unauthorized")
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found")
        params = self._params()
        chat = chat_id(params)
        world.journal.called(method.name)
        rule = world.faults.fire(method.name, chat)
        if rule is not None:
            if refusal := rule.error():
                raise refusal
            if rule.kind == "slow":
                await asyncio.sleep(rule.seconds)
            elif rule.kind == "drop":
                return self._drop()
        if world.faults.enforce_limits and method.sends and chat in world.chats:
            count = len(params.listed("media")) if method.name == _ALBUM else 1
            world.faults.limits.check(chat, count, asyncio.get_running_loop().time())
        result = await self._result(method, params)
        silent = params.flag("disable_notification")
        world.journal.done(method.name, chat, result, world.clock.unix(), silent=silent)
        if rule is not None and rule.kind == "drop_after":
            return self._drop()
        return result

    async def _result(self, method: Method, params: Params) -> Any:
        result = method.function(self.world, params)
        if not isawaitable(result):
            return result
        self._waiting = asyncio.ensure_future(_as_coroutine(result))
        return await self._waiting

    def _params(self) -> Params:
        request = self.request
        values: dict[str, Any] = {}
        for name, given in request.arguments.items():
            try:
                values[name] = given[-1].decode()
            except UnicodeDecodeError:
                raise bad("strings must be encoded in UTF-8") from None
        if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
            try:
                body = json.loads(request.body)
            except ValueError:
                raise bad("can't parse JSON object") from None
            if not isinstance(body, dict):
                raise bad("JSON object expected")
            values |= body
        files = {
            name: Upload(given[-1]["filename"], given[-1]["content_type"], given[-1]["body"])
            for name, given in request.files.items()
        }
        return Params(values, files)

    def _drop(self) -> None:
        self.detach().close()

    def _answer(self, body: dict[str, Any]) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(body, ensure_ascii=False, separators=(",", ":")))

    def on_connection_close(self) -> None:
        """Whoever polled is gone: nothing more is handed to them."""
        self._gone = True
        if self._waiting is not None:
            self._waiting.cancel()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Telegram's form for what breaks inside."""
        self._answer({"ok": False, "error_code": status_code, "description": "Internal Server Error"})


async def _as_coroutine(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


class BotFileHandler(RequestHandler):
    """Downloads for bots: only what getFile would name."""

    def initialize(self, world: World) -> None:
        """The world whose files they are."""
        self.world = world

    def get(self, token: str, path: str) -> None:
        file = self.world.files.by_path.get(path)
        if token != self.world.token or file is None or len(file.data) > DOWNLOAD_LIMIT:
            code, reason = (401, "Unauthorized") if token != self.world.token else (404, "Not Found")
            self.set_status(code)
            self.finish({"ok": False, "error_code": code, "description": reason})
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(file.data)
