"""Everything a study gives away: tables, data package, report, REFI-QDA project; whole or not at all."""

from pipeline.export.write import write_exports

__all__ = ["write_exports"]
