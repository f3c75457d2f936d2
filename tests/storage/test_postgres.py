"""Which failures of PostgreSQL pass, and which are the settings'."""

import pytest

from storage.engine.away import is_away
from storage.engine.database import Database
from storage.engine.trouble import in_words
from tests.postgres import url_of

pytestmark = pytest.mark.postgres


async def failure(url):
    database = Database(url)
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is what is asked
        await database.engine.connect()
    await database.close()
    return raised.value


async def test_a_server_that_is_down_comes_back(tmp_path):
    for url in (f"postgresql+asyncpg://u@/d?host={tmp_path}", "postgresql+asyncpg://u@127.0.0.1:9/d"):
        assert is_away(await failure(url)), url


async def test_a_user_or_database_that_is_not_there_is_told_in_one_line(postgres):
    right = url_of(postgres, "postgres")
    for url in (url_of(postgres, "nowhere"), right.replace("postgres:", "nobody:")):
        error = await failure(url)
        assert not is_away(error), url
        assert "DATABASE_URL" in in_words(error, url)
