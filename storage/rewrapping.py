"""After a new key was put first in SECRET_KEY: everything sealed so far is sealed with it, so that old keys can be retired.

The audit trail keeps the fingerprints of the keys that it was written under; those keys are needed as long as it is to be verified. What
is under way (the inbox, drafts) has keys of its own that end with it.
"""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import keycheck, records, roster_imports
from storage.pin import Pin
from storage.vault import VaultError, vault_of


async def rewrap(tx: AsyncSession) -> tuple[int, int]:
    """Gives how many records' keys, and how many PINs, were sealed anew. What no key opens stays as it is."""
    await keycheck.renew(tx)
    others = 0
    for row in (await tx.exec(select(Pin))).all():
        try:
            sealed = vault_of(tx).renewed(row.sealed) if row.sealed else None
        except VaultError:
            continue
        if sealed is not None:
            row.sealed, others = sealed, others + 1
            tx.add(row)
    await roster_imports.renew(tx)
    return await records.rewrap(tx), others
