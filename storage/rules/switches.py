"""What the bureau may switch on by name although a regulation on internal apps speaks against it (regulations.toml)."""

from enum import StrEnum

from storage.rules.regulations import own


class Switch(StrEnum):
    """The rule's key in regulations.toml."""

    RANKING = "app_ranking"
    STUDY_IN_RANKING = "app_study_in_ranking"
    STUDY_IN_INDEX = "app_study_in_index"
    PHOTOS = "app_photos"


def is_on(switch: Switch) -> bool:
    """Off unless somebody who is named there has decided otherwise."""
    return own()[switch].flag("on")
