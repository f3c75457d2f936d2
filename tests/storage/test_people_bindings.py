from datetime import timedelta

import pytest

from storage.people import accounts, bindings, roster
from storage.people.accounts import Decided
from storage.people.bindings import LINK_LIVES, Refused
from storage.people.directory import Person, who_has_number, who_is
from storage.people.posts import Post
from storage.rules.regulations import own
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_people_roster import HAN, LI, file, take


@pytest.fixture
async def bureau(database):
    await take(database, LI, HAN)
    return database


async def invited(database, police_no="100001"):
    async with database.write() as tx:
        who = await who_has_number(tx, police_no)
        return await bindings.make_invite(tx, who.person_id, NOW)


async def bind(database, token, telegram_id=7, at=NOW):
    async with database.write() as tx:
        return await bindings.bind_by_link(tx, token, telegram_id, at)


async def test_a_link_binds_once(bureau):
    token = await invited(bureau)
    assert isinstance(await bind(bureau, token), Person)
    async with bureau.read() as session:
        assert (await who_is(session, 7)).name == "李雷"
    with refuses(Refused.USED):
        await bind(bureau, token, 8)


async def test_a_link_expires(bureau):
    token = await invited(bureau)
    assert isinstance(await bind(bureau, token, at=NOW + LINK_LIVES - timedelta(seconds=1)), Person)
    other = await invited(bureau, "100002")
    with refuses(Refused.EXPIRED):
        await bind(bureau, other, 8, NOW + LINK_LIVES)


async def test_a_newer_link_replaces_an_older_one(bureau):
    old = await invited(bureau)
    await invited(bureau)
    with refuses(Refused.REPLACED):
        await bind(bureau, old)


async def test_an_invented_link_is_refused(bureau):
    with refuses(Refused.UNKNOWN):
        await bind(bureau, "b_nothing")


async def test_a_person_has_one_account_and_an_account_one_person(bureau):
    assert isinstance(await bind(bureau, await invited(bureau)), Person)
    with refuses(Refused.PERSON_TAKEN):
        await bind(bureau, await invited(bureau), 8)
    with refuses(Refused.ACCOUNT_TAKEN):
        await bind(bureau, await invited(bureau, "100002"), 7)


async def test_the_phone_in_the_roster_binds(bureau):
    async with bureau.write() as tx:
        assert isinstance(await bindings.bind_by_phone(tx, "+8613800000002", 9, NOW), Person)
        with refuses(Refused.NO_PHONE):
            await bindings.bind_by_phone(tx, "+8613899999999", 10, NOW)


async def test_after_unbinding_a_new_account_can_be_bound(bureau):
    await bind(bureau, await invited(bureau))
    async with bureau.write() as tx:
        who = await who_has_number(tx, "100001")
        assert await bindings.unbind(tx, who.person_id, by=None, now=NOW) == 7
    async with bureau.read() as session:
        assert await who_is(session, 7) is None
    assert isinstance(await bind(bureau, await invited(bureau), 8), Person)


async def hands(database, at=NOW):
    async with database.read() as session:
        return await accounts.deciders(session, 1, at)


async def decided(database, officer, at):
    async with database.write() as tx:
        await accounts.decide(tx, Decided.PHONE, [1], by=officer, now=at)


async def test_who_decided_about_this_account_stays_one_who_did_however_long_ago(bureau):
    """Of the account before, for as long as the rule says."""
    days = timedelta(days=own()["pin_reset"].integer("days"))
    await decided(bureau, 3, NOW)
    await decided(bureau, 4, NOW)
    assert await hands(bureau, NOW + 10 * days) == {3, 4}
    assert isinstance(await bind(bureau, await invited(bureau), 7), Person)
    assert await hands(bureau, NOW + 10 * days) == {3, 4}
    async with bureau.write() as tx:
        await bindings.unbind(tx, 1, by=5, now=NOW)
    assert await hands(bureau, NOW + 10 * days) == {3, 4, 5}
    assert isinstance(await bind(bureau, await invited(bureau), 8), Person)
    assert await hands(bureau, NOW + days - timedelta(seconds=1)) == {3, 4, 5}
    assert await hands(bureau, NOW + days) == {5}


async def test_the_operator_is_nobody_to_be_kept_apart(bureau):
    await invited(bureau)
    assert await hands(bureau) == set()


@pytest.mark.parametrize("what", ["invite", "unbind", "removal", "return", "phone"])
async def test_every_way_to_decide_an_account_is_kept(bureau, what):
    gone = HAN, LI.replace("13800000001", "13800000009")
    async with bureau.write() as tx:
        if what == "invite":
            await bindings.make_invite(tx, 1, NOW, by=2)
        elif what == "unbind":
            await bindings.bind_by_phone(tx, "+8613800000001", 7, NOW)
            await bindings.unbind(tx, 1, by=2, now=NOW)
        elif what == "phone":
            await roster.apply(tx, file(*gone), NOW, 2)
        else:
            await roster.apply(tx, file(HAN), NOW, None if what == "return" else 2)
            await roster.decide_removal(tx, 1, leaves=True, now=NOW, by=None if what == "return" else 2)
            if what == "return":
                await roster.apply(tx, file(LI, HAN), NOW, 2)
    assert await hands(bureau) == {2}


@pytest.mark.parametrize("by", [None, 2])
async def test_posts_wait_for_an_account_that_an_officer_decided_about(bureau, by):
    async with bureau.write() as tx:
        token = await bindings.make_invite(tx, 1, NOW, by=by)
    await bind(bureau, token)
    async with bureau.read() as session:
        who = await who_is(session, 7)
    assert who.posts == {Post.SECRETARY, Post.GROUP_LEADER}
    assert who.waiting == ({Post.SECRETARY} if by else set())
