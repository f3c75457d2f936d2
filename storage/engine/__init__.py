"""The database and what surrounds it: its one writer, migrations, the clock, the lock, settings, backups, processes apart."""
