"""The health index once more, in fractions and without any haste: what the whole numbers of `scoring/index` are held against."""

from fractions import Fraction
from itertools import pairwise
from math import floor

from scoring.index.facts import Came, Checked
from scoring.index.model import colour_of
from scoring.rating import Dimension

ATTENDED = (Came.ON_SPOT, Came.LIVE, Came.MADE_UP)
CHECKED = {Checked.IN_TIME: Fraction(1), Checked.LATE: Fraction(7, 10), Checked.MISSING: Fraction(0)}


def half_up(value):
    return floor(value + Fraction(1, 2))


def points(curve, value):
    knots = curve.knots
    if value <= knots[0][0]:
        return half_up(knots[0][1])
    for (left, low), (right, high) in pairwise(knots):
        if value <= right:
            return half_up(low + (high - low) * (value - left) / (right - left))
    return half_up(knots[-1][1])


def organised(facts, parts):
    counted = [each for each in facts.meetings if each.came is not Came.EXCUSED]
    whole = parts["meeting"] * len(counted) + parts["topic"] * len(facts.topics)
    if not whole:
        return None, None
    came = sum(each.came in ATTENDED for each in counted)
    reached = parts["meeting"] * came + parts["topic"] * sum(each.spoke for each in facts.topics)
    return reached / whole, (reached + parts["meeting"]) / whole if came < len(counted) else None


def study(facts, _parts):
    if facts.study is None or facts.study.due <= 0:
        return None, None
    reached, after = (min(Fraction(1), Fraction(facts.study.tenths + more, facts.study.due)) for more in (0, 10))
    return reached, after if after > reached else None


def exams(facts, _parts):
    if not facts.exams:
        return None, None
    total, count = sum(Fraction(each.points, each.full) for each in facts.exams), len(facts.exams)
    return total / count, (total + 1) / (count + 1) if total < count else None


def presence(facts, _parts):
    owed = sum(Fraction(each.owed, 2) for each in facts.duty)
    present = sum(min(Fraction(each.present, 2), Fraction(each.owed, 2)) for each in facts.duty)
    return present / owed if owed > 0 else None, None


def punctuality(facts, _parts):
    worked = [each for each in facts.duty if each.owed > 0]
    return Fraction(sum(each.late for each in worked), len(worked)) if worked else None, None


def post_check(facts, _parts):
    if facts.check is None:
        return None, None
    return CHECKED[facts.check.checked], CHECKED[Checked.LATE] if facts.check.checked is Checked.MISSING else None


def rated(place):
    def measure(facts, _parts):
        given = [Fraction(each.medians[place], 2) for each in facts.ratings]
        return sum(given) / len(given) if given else None, None

    return measure


MEASURES = {
    "meetings": organised, "study": study, "exams": exams, "presence": presence, "punctuality": punctuality,
    "post_check": post_check, **{f"rated_{each.name.lower()}": rated(place) for place, each in enumerate(Dimension)},
}  # fmt: skip


def judged(facts, rules, before):
    """(total, dimensions, known, colour, [(key, share, points, next, value) of each line])."""
    rows = []
    for each in rules.indicators:
        value, after = MEASURES[each.key](facts, each.parts)
        rows.append((each, value, *(None if found is None else points(each.curve, found) for found in (value, after))))
    dimensions, inside, known_inside = {}, {}, {}
    for dimension in Dimension:
        mine = [(each.weight, got) for each, _, got, _ in rows if each.dimension is dimension]
        known = [(weight, got) for weight, got in mine if got is not None]
        inside[dimension], known_inside[dimension] = (sum(weight for weight, _ in some) for some in (mine, known))
        reached = sum(weight * got for weight, got in known)
        dimensions[dimension] = half_up(Fraction(reached, known_inside[dimension])) if known_inside[dimension] else None
    together = sum(rules.dimensions[each] for each, got in dimensions.items() if got is not None)
    reached = sum(rules.dimensions[each] * got for each, got in dimensions.items() if got is not None)
    total = half_up(Fraction(reached, together)) if together else None
    whole = sum(weight for each, weight in rules.dimensions.items() if inside[each])
    lines, known = [], Fraction(0)
    for each, value, got, after in rows:
        share = Fraction(0)
        if got is not None and known_inside[each.dimension] and together:
            weight = rules.dimensions[each.dimension]
            share = Fraction(weight, together) * Fraction(each.weight, known_inside[each.dimension])
            known += Fraction(weight, whole) * Fraction(each.weight, inside[each.dimension])
        lines.append((each.key, half_up(share * 10_000), got, after, None if value is None else str(value)))
    colour = colour_of(total, rules, before) if total is not None and known >= rules.colours.known else None
    return total, dimensions, floor(known * 1000), colour, lines
