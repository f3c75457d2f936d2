"""The bundles' buttons; `owner` is a branch, 0 for the bureau, `span` what `Span.word` makes."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class ChooseBranch(Button, prefix="insp_br", act=Act.TAKE_BUNDLE):
    """Whose it is to be."""

    span: str
    page: int


class MakeBundle(Button, prefix="insp_go", act=Act.TAKE_BUNDLE):
    owner: int
    span: str


class CancelBundle(Button, prefix="insp_no", act=Act.HOME):
    """One's own, also of who may take none any more."""

    number: int
