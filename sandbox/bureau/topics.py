"""What the branches talked about online: one topic closed with its summary, one that runs."""

from collections.abc import Iterator
from datetime import date, datetime

from sandbox.bureau import topics_words as words
from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people import Person
from sandbox.bureau.topics_words import Said
from storage.topics import speaking
from storage.topics.rows import Sort
from storage.topics.rows import Topic as Stored


def stories(past: Past) -> Iterator[Story]:
    for number, team in enumerate(past.teams()):
        yield _finished(past, team, words.FINISHED[number % len(words.FINISHED)])
        yield _running(past, team, words.RUNNING[number % len(words.RUNNING)])


async def _open(past: Past, team: Team, topic: words.Topic, at: datetime, until: date) -> Stored:
    return await speaking.open_topic(
        past.tx,
        past.who(team.secretary),
        kind=topic.kind,
        title=topic.title,
        text=topic.text,
        files=(),
        until=until,
        in_group=False,
        now=at,
    )


async def _speak(
    past: Past,
    topic: Stored,
    by: Person,
    said: Said,
    at: datetime,
    *,
    about: int | None = None,
    reply_to: int | None = None,
) -> int:
    word = await speaking.speak(
        past.tx, past.who(by), topic.key, sort=said.sort, text=said.text, about=about, reply_to=reply_to, now=at
    )
    return word.opinion.key


async def _finished(past: Past, team: Team, topic: words.Topic) -> Story:
    speakers, secretary = (*team.members, *team.leaders)[: len(topic.said)], past.who(team.secretary)
    yield past.at(48, 9)
    opened = await _open(past, team, topic, past.at(48, 9), past.day(38))
    yield past.at(45, 19)
    opinions = [
        (await _speak(past, opened, by, said, past.at(45, 19)), said)
        for by, said in zip(speakers, topic.said, strict=False)
    ]
    yield past.at(43, 9)
    for number, said in opinions:
        assert said.verdict
        await speaking.answer(past.tx, secretary, number, said.verdict, words=said.words, now=past.at(43, 9))
    yield past.at(37, 16)
    await speaking.close(past.tx, secretary, opened.key, topic.summary, past.at(37, 16))


async def _running(past: Past, team: Team, topic: words.Topic) -> Story:
    speakers, secretary = (*team.leaders, *team.members), past.who(team.secretary)
    yield past.at(5, 9)
    opened = await _open(past, team, topic, past.at(5, 9), past.day(-6))
    said = list(zip(speakers, topic.said, strict=False))
    yield past.at(4, 20)
    opinions = [(await _speak(past, opened, by, each, past.at(4, 20)), each) for by, each in said[:2]]
    yield past.at(3, 9)
    for number, each in opinions:
        assert each.verdict
        await speaking.answer(past.tx, secretary, number, each.verdict, words=each.words, now=past.at(3, 9))
    yield past.at(1, 20)
    for by, each in said[2:]:
        await _speak(past, opened, by, each, past.at(1, 20))
    yield past.at(1, 22)
    criticism = Said(words.CRITICISM, sort=Sort.CRITICISM)
    number = await _speak(past, opened, speakers[-1], criticism, past.at(1, 22), about=secretary.person_id)
    yield past.at(1, 22, 30)
    await _speak(past, opened, team.secretary, Said(words.REPLY, sort=Sort.REPLY), past.at(1, 22, 30), reply_to=number)
