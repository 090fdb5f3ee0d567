"""Protection of small cells: no published cut may rest on, or give away, fewer than five participants."""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 5
NOTE = f"withheld: rests on, or would give away, fewer than {FEWEST} participants"


def withheld(participants: Mapping[str, int], fewest: int = FEWEST) -> set[str]:
    """Groups of one partition to withhold, given each group's participants.

    Groups below `fewest` are withheld. Subtracting what is shown from the whole gives what is withheld together,
    so when that is fewer than `fewest` the next smallest group goes as well (secondary suppression).
    """
    hidden = {group for group, count in participants.items() if 0 < count < fewest}
    rest = sorted((count, group) for group, count in participants.items() if count >= fewest)
    while hidden and sum(participants[group] for group in hidden) < fewest and rest:
        hidden.add(rest.pop(0)[1])
    return hidden
