"""Unit wordings as units that can be converted: "billion tenge", "thousand persons", "% of GDP", "times", "rank"."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from pint import DimensionalityError, UnitRegistry

_SHARE = re.compile(r"^(?:%|per\s?cent|percent|процент\w*|пайыз\w*)(?:\s+(?:of|in|от|к)\s+(?:the\s+)?(?P<whole>.+))?$")
_SCALE = re.compile(
    r"\b(?:(?P<thousand>thousand|тыс\w*|мың)|(?P<million>million|mln|млн|миллион\w*)"
    r"|(?P<billion>billion|bln|млрд|миллиард\w*)|(?P<trillion>trillion|trln|трлн|триллион\w*))\b"
)
_CURRENCY = re.compile(
    r"(?P<tenge>kzt|₸|tenge|тенге|теңге)|(?P<dollar>us\s?\$|usd|\$|dollars?|доллар\w*)"
    r"|(?P<euro>eur\b|€|euros?\b|евро)|(?P<rouble>rub\b|roubles?|rubles?|рубл\w*)"
)
_YEARLY = re.compile(r"\b(?:a|per|each) year\b|\bannually\b|/year|в год|жылына")
# Wordings whose numbers cannot be set beside another kind: a place in a ranking is no number of things.
_KINDS = {
    "multiple": re.compile(r"times|-?fold|раз\w?|есе"),
    "rank": re.compile(r"rank|place|место|орын"),
    "points": re.compile(r"percentage points?|процентн\w+ пункт\w*"),
    "score": re.compile(r"points?|index|score|балл\w*|индекс"),
}
_WHOLES = {"gross domestic product": "gdp", "ввп": "gdp", "жіө": "gdp"}


class Unit(NamedTuple):
    """A unit as an expression of the registry, and the whole that a share is a share of (empty when not said)."""

    expression: str
    whole: str = ""


def read_unit(wording: str | None) -> Unit | None:
    """The unit that a wording names; None without one. A noun that is no known unit is a count of things."""
    plain = " ".join((wording or "").lower().split()).strip(" .;,")
    if not plain:
        return None
    if share := _SHARE.match(plain):
        whole = share["whole"] or ""
        return Unit("percent", _WHOLES.get(whole, whole))
    for kind, pattern in _KINDS.items():
        if pattern.fullmatch(plain):
            return Unit(kind)
    scale, currency = _SCALE.search(plain), _CURRENCY.search(plain)
    base = (currency.lastgroup if currency else None) or "thing"
    parts = [scale.lastgroup] if scale and scale.lastgroup else []
    return Unit(" * ".join([*parts, base]) + (" / year" if _YEARLY.search(plain) else ""))


def convert(value: float, given: str | None, wanted: str | None) -> float | None:
    """`value` of unit wording `given` in unit wording `wanted`; None where the two cannot be compared.

    Shares of different named wholes cannot; a bare per cent agrees with a per cent of something. Counts agree
    whatever they count, since the indicator's keywords decide that.
    """
    first, second = read_unit(given), read_unit(wanted)
    if first is None or second is None or (first.whole and second.whole and first.whole != second.whole):
        return None
    try:
        quantity = value * _registry().parse_expression(first.expression)
        # Rounded so that 0.1 million is 100 thousand to the last digit on every machine.
        return round(float(quantity.to(second.expression).magnitude), 10)
    except DimensionalityError:
        return None


def same_unit(first: str | None, second: str | None) -> bool:
    """Whether values in the two unit wordings can be set beside each other."""
    return convert(1.0, first, second) is not None


@cache
def _registry() -> Any:
    registry: Any = UnitRegistry(None)
    kinds = ("percent", "thing", "tenge", "dollar", "euro", "rouble", "year", *_KINDS)
    for kind in kinds:
        registry.define(f"{kind} = [{kind}]")
    for name, size in (("thousand", "1e3"), ("million", "1e6"), ("billion", "1e9"), ("trillion", "1e12")):
        registry.define(f"{name} = {size}")
    return registry
