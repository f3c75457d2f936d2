"""The bank to begin with: some sixty questions of general knowledge, in questions.csv, for the demo and for an empty bank."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.exams import bank
from storage.exams.bank_file import read_questions

FILE = Path(__file__).with_name("questions.csv")


async def add(tx: AsyncSession, now: datetime) -> int:
    """Put them into the bureau's bank, those that are not there yet; gives how many."""
    file = await asyncio.to_thread(lambda: read_questions(FILE.name, FILE.read_bytes()))
    return await bank.add(tx, None, file.news, now)
