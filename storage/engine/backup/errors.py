"""Why a backup is none."""

from storage.engine.errors import OperatorError


class BackupError(OperatorError):
    """It cannot be written, opened or put back; `str()` is one line that says why."""
