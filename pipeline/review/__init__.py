"""The review loop: passages worth a person's minutes out to a sheet, and the filled sheet back as a coder's file."""

from pipeline.review.choose import choose_passages
from pipeline.review.keep import import_sheet
from pipeline.review.sheet import write_sheet

__all__ = ["choose_passages", "import_sheet", "write_sheet"]
