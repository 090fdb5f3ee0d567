"""What a segment's codes say of its claims: that only a hindrance is meant, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.claims.gazetteer import Gazetteer
from pipeline.codebook import Codebook


class Hindrances:
    """The codebook's dimensions and parents beside the gazetteer's word on which of them are hindrances.

    Without a codebook nothing is known of codes: ids are names and are never read.
    """

    def __init__(self, codebook: Codebook | None, words: Gazetteer) -> None:
        codes = codebook.codes if codebook is not None else ()
        self._dimension = {code.id: code.dimension for code in codes}
        self._parent = {code.id: code.parent for code in codes}
        self._meaning = {code.id: " ".join(code.definition.split()) for code in codes}
        self._words = words

    def only(self, codes: Sequence[str]) -> bool:
        """Whether every code that could be a practice is absent: the status then describes what stands in the way."""
        dimensions = {self._dimension.get(code) for code in codes}
        hindered = bool(dimensions & set(self._words.hindrance_dimensions))
        return hindered and not dimensions & set(self._words.practice_dimensions)

    def roles(self, codes: Sequence[str]) -> tuple[str, ...]:
        """What the codes are, under names of no study: hindrance, practice, and the gazetteer's other roles; sorted."""
        known = {**dict.fromkeys(self._words.practice_dimensions, "practice"), **self._words.dimension_roles}
        known |= dict.fromkeys(self._words.hindrance_dimensions, "hindrance")
        return tuple(sorted({known[name] for code in codes if (name := self._dimension.get(code)) in known}))

    def meanings(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Definitions of the codes, by which a reader knows them whatever their ids; sorted."""
        return tuple(sorted({self._meaning[code] for code in codes if self._meaning.get(code)}))

    def seat(self, codes: Sequence[str]) -> str | None:
        """The one sector in which the codes seat a hindrance; None where they name none or several."""
        seats = {self._seat(code) for code in codes} - {None}
        return seats.pop() if len(seats) == 1 else None

    def _seat(self, code: str | None) -> str | None:
        while code is not None and code not in self._words.hindrance_seats:
            code = self._parent.get(code)
        return self._words.hindrance_seats[code] if code is not None else None
