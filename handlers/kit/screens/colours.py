"""The colours of the health index as signs, told apart by their shape too."""

from scoring.index.model import Colour

SIGNS = {Colour.GREEN: "🟢", Colour.YELLOW: "🔺", Colour.GRAY: "⬛", None: "➖"}
