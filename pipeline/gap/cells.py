"""Protection of small cells: no published cut may rest on, or give away, fewer than five participants.

What a cut rests on are the participants whose words it is computed over: those who speak of the dimension for a
prevalence, those who make such claims for a share of claims. Row-level tables (segments, codings, claims) are the
researcher's own material and not published cuts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

FEWEST = 5
NOTE = f"withheld: rests on, or would give away, fewer than {FEWEST} participants"


def is_small(participants: int | np.integer) -> bool:
    """Whether a cut of that many participants must not be published; nobody at all is no cut."""
    return 0 < int(participants) < FEWEST


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


def withheld_codes(speakers: np.ndarray, weighted: np.ndarray) -> tuple[np.ndarray, bool]:
    """Codes (k,) of one dimension whose shares of claims to withhold, and whether their sum must go as well.

    speakers: (N, k) whether a participant claims anything of the code. weighted: (k,) whether the code enters the
    published sum over the dimension (unmet emphasis) at all: subtracting the shown terms from the sum gives the
    withheld ones together, so those that enter it must rest on FEWEST participants together, and so must all
    withheld claims. Further codes go, fewest claimants first; when none is left the sum is withheld.
    """
    count = speakers.sum(axis=0)
    hidden = (count > 0) & (count < FEWEST)
    while _gives_away(speakers, hidden) or _gives_away(speakers, hidden & weighted):
        left = [(not weighted[at], count[at], at) for at in np.flatnonzero((count >= FEWEST) & ~hidden)]
        if not left:
            return hidden, True
        hidden[min(left)[2]] = True
    return hidden, False


def _gives_away(speakers: np.ndarray, hidden: np.ndarray) -> bool:
    return is_small(speakers[:, hidden].any(axis=1).sum())
