"""What several commands look up, or say why not."""

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.errors import OperatorError
from storage.people import directory
from storage.people.directory import Who


async def person(session: AsyncSession, police_no: str) -> Who:
    """The person with that police number. Raises OperatorError."""
    who = await directory.who_has_number(session, police_no)
    if who is None:
        raise OperatorError(f"名册里没有警号 {police_no}")
    return who


async def branch(session: AsyncSession, name: str) -> int:
    """The number of the branch of that name, or of the one whose name holds it. Raises OperatorError."""
    known = await directory.branch_names(session)
    found = [number for number, each in known.items() if each == name] or [
        number for number, each in known.items() if name in each
    ]
    if len(found) != 1:
        near = "、".join(known[number] for number in found or known)
        raise OperatorError(f"{'不止一个支部叫' if found else '没有支部叫'}“{name}”：{near}")
    return found[0]
