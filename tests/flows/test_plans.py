"""What is asked again and again is found by an index: an update's way, and the sweeps when nothing is due."""

import re

from sqlalchemy import Engine, event, text

from tests.flows.test_attending_meetings import called, code, opened  # noqa: F401 - fixtures

# Tables that are read whole, as they hold a few rows, or only rows about which something is to be done.
FEW = {
    "branch": "one in fifteen people; each is looked at for its group's question, and for its day in the index",
    "health_stale": "whose index is to be computed",
    "rule_edition": "one for each change of the rules",
    "audit": "its last row, by its number",
}
WHOLE = {
    "sqlite": re.compile(r"SCAN (\w+)\b(?! USING INDEX ix_\w+_open)"),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}
MOST = 54
"""Statements of all sweeps together, with nothing due: whatever the bureau's size."""


class Asked:
    """The statements from now on, with their values, of all engines: what reads much has one of its own."""

    def __init__(self, database):
        self.engine, self.seen = database.engine, {}
        self.count = 0
        event.listen(Engine, "before_cursor_execute", self._see)

    def _see(self, _connection, _cursor, statement, values, *_):
        if re.match("SELECT (?!pg_)|UPDATE|DELETE", statement):
            self.count += 1
            self.seen[statement] = values

    async def read_whole(self):
        """Which tables are read from their first row to their last, and by which statement."""
        self.stop()
        async with self.engine.connect() as connection:
            return await connection.run_sync(self._plans)

    def stop(self):
        event.remove(Engine, "before_cursor_execute", self._see)

    def _plans(self, connection):
        name = connection.dialect.name
        if name == "postgresql":
            # Of so few rows it would read them all: only where there is no other way it does so still.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain, found = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[name], []
        for statement, values in self.seen.items():
            for row in connection.exec_driver_sql(explain + statement, values):
                for table in WHOLE[name].findall(row[-1]):
                    if not re.match("anon_|SUBQUERY|CONSTANT|json_each", table):
                        found.append((table, " ".join(statement.split())))
        return found


def unnamed(found):
    return [each for each in found if each[0] not in FEW]


async def test_on_the_way_of_a_check_in_nothing_is_read_whole(opened):  # noqa: F811 - the fixture
    link, member = f"/start ci_1_{await code(opened)}", opened.phone("李雷")
    asked = Asked(opened.database)
    await member.send(link)
    assert "签到成功" in member.screen.text
    assert unnamed(await asked.read_whole()) == []


async def test_a_conversation_reads_nothing_whole(opened):  # noqa: F811 - the fixture
    member, digits = opened.phone("李雷"), await code(opened)
    asked = Asked(opened.database)
    await member.press("签到")
    await member.send(digits)
    assert "签到成功" in member.screen.text
    assert unnamed(await asked.read_whole()) == []


async def test_sweeps_with_nothing_due_read_nothing_whole(house):
    await house.sweep()
    asked = Asked(house.database)
    await house.schedule.sweep()
    await house.delivery.send_due()
    assert unnamed(await asked.read_whole()) == []


async def test_sweeps_with_nothing_due_ask_few_questions(house):
    await house.sweep()
    asked = Asked(house.database)
    await house.schedule.sweep()
    assert asked.count <= MOST
    before = asked.count
    await house.schedule.tick()
    asked.stop()
    assert asked.count - before <= 1, "but of what is to vanish, nothing is asked again in the same quarter of a minute"
