"""What every update costs by its nature, on any machine: the statements on its way."""

import re

from sqlalchemy import event

from tests.flows.test_attending_meetings import called, code, opened  # noqa: F401 - fixtures

KEPT, TAKEN, DONE = ["SELECT inbox", "INSERT inbox"], ["UPDATE inbox"], ["SELECT inbox", "UPDATE inbox"]
WHO = ["SELECT person"]
CAME = ["SELECT meeting", "UPDATE attendance", "INSERT health_stale"]
OF_THE_WAY = re.compile(r"(SELECT|INSERT|UPDATE|DELETE).*?(?:FROM|INTO|(?<=UPDATE))\s+(\w+)", re.DOTALL)


def asked(database):
    """The list to which each statement from now on is added: what it does, and to which table."""
    seen = []

    def see(_connection, _cursor, statement, *_):
        # Delivery looks into the outbox by itself; what begins a transaction has no table of ours.
        if (found := OF_THE_WAY.match(statement)) and found[2] not in ("outbox", "pg_namespace"):
            seen.append(f"{found[1]} {found[2]}")

    event.listen(database.engine.sync_engine, "before_cursor_execute", see)
    return seen


async def test_a_check_in_asks_for_what_it_needs_and_nothing_twice(opened):  # noqa: F811 - the fixture
    link, member = f"/start ci_1_{await code(opened)}", opened.phone("李雷")
    seen = asked(opened.database)
    await member.send(link)
    assert "签到成功" in member.screen.text
    assert seen == [*KEPT, *WHO, *TAKEN, *CAME, *DONE]
