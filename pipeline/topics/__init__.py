"""Topics over both sides: exploratory, never part of the index."""

from pipeline.topics.fit import fit_topics

__all__ = ["fit_topics"]
