"""From blocks to segments: sentences of paragraphs, items and turns; headings, captions and table rows whole."""

from pipeline.segment.segments import segment_blocks
from pipeline.segment.sentences import sentence_spans

__all__ = ["segment_blocks", "sentence_spans"]
