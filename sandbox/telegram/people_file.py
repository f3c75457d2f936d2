"""Who has an account and which groups there are when a sandbox starts, as JSON: the fields of `Person` and `Group`."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from sandbox.telegram.chats import Group, Person


def write(people: Iterable[Person], groups: Iterable[Group] = ()) -> str:
    """What `read` reads."""
    given = {"people": [asdict(each) for each in people], "groups": [asdict(each) for each in groups]}
    return json.dumps(given, ensure_ascii=False)


def read(text: str) -> tuple[list[Person], list[Group]]:
    """The people and the groups. Raises ValueError."""
    try:
        given = json.loads(text)
        return [Person(**each) for each in given["people"]], [Group(**each) for each in given.get("groups", ())]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a file of people and groups: {error}") from error
