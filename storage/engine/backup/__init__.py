"""Backups: an archive of database and sealed files, the day's by itself, checked by opening it, and put back.

An archive holds the database as a SQLite file, whichever database it was made of, and can be put back into either. It does not hold the
vault's keys: without SECRET_KEY (or DATA_DIR/secret.key), kept elsewhere, nobody reads what it seals. Nor does it hold any of what passes
(decision 0006): a ballot that was open then is void when it is put back, and what was under way, drafts and updates not done with, is
left out.
"""
