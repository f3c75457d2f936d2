"""What the tests of talks share: quick hashing, phones that are unlocked, a talk recorded by real presses."""

from argon2 import PasswordHasher

from storage.people.directory import PostHeld
from storage.sealed import pin

PIN = "739164"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
WORDS = {
    "text": "标记甲家里老人住院",
    "more": "标记乙情绪低落",
    "place": "标记丙茶室",
    "agreed": "标记丁每周联系",
    "later": "标记戊上门看望",
}
VOICE = b"OggS marker-voice " * 40


async def enter(phone, digits=PIN):
    for each in digits:
        await phone.press(each)


async def set_pin(house, name):
    """As if it had been set long ago."""
    hashed = QUICK.hash(PIN)
    async with house.database.write() as tx:
        await pin.store(tx, house.phone(name).user - 1000, hashed, house.clock.now(), change=False)


async def unlocked(house, name, minutes=60):
    """A phone whose person has entered the PIN just now."""
    phone = house.phone(name)
    person = phone.user - 1000
    house.running.application.bot_data.locks.unlock(person, phone.user, house.clock.now(), minutes)
    return phone


async def inspector(house, name="吴干"):
    """Give somebody the inspector's post alone."""
    person = house.phone(name).user - 1000
    async with house.database.write() as tx:
        for held in (await tx.exec(PostHeld.__table__.select().where(PostHeld.person_id == person))).all():
            await tx.delete(await tx.get(PostHeld, (held.person_id, held.post)))
        await tx.flush()
        tx.add(PostHeld(person_id=person, post="纪检监察"))


async def record(house, name="王芳", other="李雷", kind="谈心谈话", *, voice=True, follow_up=True, save=True):
    """A talk recorded from the first press to the last."""
    phone = await unlocked(house, name)
    await phone.send("/talk")
    await phone.press("记录谈话或家访")
    if kind != "谈心谈话":
        await phone.press(kind)
    await (phone.press(other) if other in phone.screen.labels else phone.send(other))
    await phone.send(f"昨天下午3点，{WORDS['place']}")
    await phone.send(WORDS["text"])
    await phone.send(WORDS["more"])
    if voice:
        await phone.send_voice(VOICE, duration=7)
    await phone.press("下一步")
    await phone.send(WORDS["agreed"])
    if follow_up:
        await phone.send(f"下周五前{WORDS['later']}")
    else:
        await phone.press("跳过")
    if save:
        await phone.press("加密保存")
    return phone
