"""The stream of events to the chat page."""

import json
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from sandbox.telegram.views import event_view
from sandbox.telegram.world import Event, World


class EventsHandler(WebSocketHandler):
    """One socket, with the events of the people named in the query."""

    def initialize(self, world: World) -> None:
        self.world = world
        self.users: list[int] = []

    def open(self, *args: str, **kwargs: str) -> None:
        """Begin to listen; closes again if it names somebody unknown."""
        try:
            self.users = [int(user) for user in self.get_arguments("user")]
        except ValueError:
            self.users = [0]
        if any(user not in self.world.people for user in self.users):
            self.close(4000, "unknown user")
            return
        self.world.listeners.add(self._tell)

    def on_close(self) -> None:
        """Listen no more."""
        self.world.listeners.discard(self._tell)

    def on_message(self, message: str | bytes) -> None:
        """The page says nothing here; what it does are acts."""

    def _tell(self, event: Event) -> None:
        for user in self.users:
            view = event_view(event, user)
            if view is not None:
                self._write(view)

    def _write(self, view: dict[str, Any]) -> None:
        try:
            self.write_message(json.dumps(view, ensure_ascii=False))
        except WebSocketClosedError:
            self.world.listeners.discard(self._tell)
