"""Specificity of an intended claim: measurable target, deadline, responsible actor, budget (0 to 4).

After the idea of cheap-talk indices for climate pledges (Bingler, Kraus, Leippold & Webersinke 2022).
"""

from __future__ import annotations

import re

from pipeline.claims.quantities import find_quantities
from pipeline.claims.targets import Target
from pipeline.claims.years import find_years

_MONEY = ("KZT", "USD", "EUR", "RUB")
_PERIOD = re.compile(
    r"\b(?:within|over|in|during|for) (?:the (?:next|coming) )?(?:\d+|one|two|three|four|five|six|ten|thirty|sixty) "
    r"(?:days?|weeks?|months?|years?)\b|\b(?:annually|each year|every year|a year|per year"
    r"|by the (?:end|start|first) of)\b"
    r"|ежегодно|в течение|жыл сайын",
    re.IGNORECASE,
)


def _dated(text: str) -> bool:
    """Whether a year by which something is due is named, not one that dates a law or a base."""
    return any(not year.reference for year in find_years(text))


def specificity_of(
    status: str, actor: str | None, target: Target | None, text: str, *, money: bool = False
) -> dict[str, bool | int | None]:
    """The four parts and their number for a claim of `status` worded as `text`; None unless intended.

    `actor` is a named body; a thing that stands as subject answers for nothing.
    `money`: a cost is named beside the text, as in the row of a plan.
    """
    if status != "intended":
        return dict.fromkeys(("measurable", "deadline", "responsible", "budget", "specificity"))
    units = {quantity.unit for quantity in find_quantities(text)}
    parts = {
        "measurable": bool(target and target.value is not None),
        "deadline": bool((target and target.year) or _dated(text) or _PERIOD.search(text)),
        "responsible": bool(actor),
        "budget": money or bool(units.intersection(_MONEY)),
    }
    return {**parts, "specificity": sum(parts.values())}
