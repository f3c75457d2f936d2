"""The transfers' buttons."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Transfers(Button, prefix="tf", act=Act.TRANSFER):
    """Those that are not accepted yet."""

    page: int


class OpenTransfer(Button, prefix="tf_one", act=Act.TRANSFER):
    number: int


class HandOver(Button, prefix="tf_give", act=Act.TRANSFER):
    number: int


class Accept(Button, prefix="tf_take", act=Act.TRANSFER):
    number: int
