"""调动: what follows somebody who goes to another branch; the old one hands over, the new one accepts."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module
from handlers.transfers import joins, screens
from handlers.transfers.buttons import Transfers

FEATURE = Feature(
    handlers=presses(screens),
    modules=[Module("🔁 调动移交", Transfers(0))],
    waiting=[joins.WAITING],
    mine=[joins.mine],
    records={"transfer": "调动移交"},
)
