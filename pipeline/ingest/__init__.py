"""From files to text with provenance: documents, pages, blocks, table rows, and what could not be read and why."""

from pipeline.ingest.assemble import Ingested, assemble
from pipeline.ingest.documents import ingest_corpus, ingest_files
from pipeline.ingest.manifest import read_manifest
from pipeline.ingest.reading import Block, Box, Furniture, Reading, Table

__all__ = [
    "Block",
    "Box",
    "Furniture",
    "Ingested",
    "Reading",
    "Table",
    "assemble",
    "ingest_corpus",
    "ingest_files",
    "read_manifest",
]
