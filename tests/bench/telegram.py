"""The sandbox as a process that sends storms: for each line of JSON, account → text, on stdin it prints how long answers took."""

import asyncio
import json
import sys
import time
from datetime import datetime

from sandbox.bureau.chats import groups_of, people_of
from sandbox.bureau.people import Bureau
from sandbox.telegram.phone import Phone, Sandbox
from tests.processes import TOKEN, ZONE


async def storm(sandbox: Sandbox, texts: dict[str, str]) -> list[float]:
    """Everybody writes at once; seconds from then to each one's first answer."""
    world, answered, over = sandbox.world, {}, asyncio.Event()
    done = world.journal.done

    def noted(method, chat, result, when, **flags):
        done(method, chat, result, when, **flags)
        if method == "sendMessage" and str(chat) in texts and chat not in answered:
            answered[chat] = time.perf_counter() - begun
            if len(answered) == len(texts):
                over.set()

    world.journal.done = noted
    begun = time.perf_counter()
    for user, text in texts.items():
        await Phone(world, int(user)).send(text)
    await asyncio.wait_for(over.wait(), 120)
    world.journal.done = done
    return sorted(answered.values())


async def main() -> None:
    bureau = Bureau.generate(today=datetime.now(ZONE).date())
    async with Sandbox(people_of(bureau), groups_of(bureau), token=TOKEN) as sandbox:
        print(sandbox.url, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await storm(sandbox, json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
