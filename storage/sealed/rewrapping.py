"""After a new key was put first in SECRET_KEY: everything sealed so far is sealed with it, so that old keys can be retired.

The audit trail keeps the fingerprints of the keys that it was written under; those keys are needed as long as it is to be verified. What
is under way (the inbox, drafts) has keys of its own that end with it.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import planned, roster_imports
from storage.sealed import keycheck, records


async def rewrap(tx: AsyncSession) -> int:
    """Gives how many records' keys, those of PINs among them, were sealed anew. What no key opens stays as it is."""
    await keycheck.renew(tx)
    await roster_imports.renew(tx)
    await planned.renew(tx)
    return await records.rewrap(tx)
