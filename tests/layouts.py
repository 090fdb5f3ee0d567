"""Known text set into many page layouts, and how much of it a reading gives back.

The text is made of the training passages in an order drawn from a seed; the truth is a list of pieces in reading
order. Layouts are set by ReportLab; one goes through LibreOffice where it is installed, which brings its own way of
writing fonts and spaces.
"""

from __future__ import annotations

import difflib
import itertools
import json
import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)  # fmt: skip

from pipeline.ingest import Reading

ROOT = Path(__file__).resolve().parents[1]
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
STYLES = getSampleStyleSheet()
BODY, HEAD, ITEM = (
    STYLES["BodyText"],
    STYLES["Heading2"],
    ParagraphStyle("item", parent=STYLES["BodyText"], leftIndent=14),
)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=7.5, leading=9)
COLUMNS = {1: [(60, 475)], 2: [(50, 235), (310, 235)], 3: [(45, 155), (220, 155), (395, 155)]}
CYRILLIC = [
    "Предприятия участвуют в составлении учебных планов, однако решения принимает кафедра.",
    "Вуз обязан согласовать с работодателями перечень практик; срок согласования не указан.",
    "Кәсіпорындар студенттерді тәжірибеге қабылдайды, бірақ келісімшарт жыл сайын қайта жасалады.",
    "Доля выпускников, трудоустроенных в первый год, должна вырасти с 61 до 80 процентов к 2019 году.",
    "Өңірлік кеңес жұмыс берушілердің ұсыныстарын тоқсан сайын қарайды және хаттама жүргізеді.",
    "Лаборатории создаются на паях: половину оборудования даёт завод, помещение и людей даёт университет.",
]


@dataclass(frozen=True)
class Piece:
    """A paragraph, heading, item, note, or (kind `row`) the cells of a table row."""

    kind: str
    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1; `cells` is None where the layout has no table."""

    characters: float
    order: float
    cells: float | None


Setter = Callable[[Path, random.Random], list[Piece]]


def passages(files: str = "policy*.jsonl") -> list[str]:
    """Texts of the training passages of these files, of one to a few sentences, in plain characters."""
    paths = sorted((ROOT / "corpus" / "training").glob(files))
    texts = [" ".join(json.loads(line)["text"].split()) for path in paths for line in path.open(encoding="utf-8")]
    return [text for text in texts if text.isascii() and len(text) > 60 and not set(text) & set("<&|")]


def composed(chance: random.Random, paragraphs: int, *, lists: bool = True) -> list[Piece]:
    """Sections of paragraphs, some followed by a list."""
    texts = chance.sample(passages(), 3 * paragraphs)
    pieces: list[Piece] = []
    for number in range(paragraphs):
        if number % 4 == 0:
            pieces.append(Piece("heading", f"{number // 4 + 1}. {' '.join(texts.pop().split()[:5]).rstrip(',.;:')}"))
        pieces.append(Piece("paragraph", f"{texts.pop()} {texts.pop() if number % 2 else ''}".strip()))
        if lists and number % 5 == 4:
            pieces += [Piece("item", f"{mark}) {' '.join(texts[-n].split()[:9])};") for n, mark in enumerate("abc", 1)]
    return pieces


def flow(pieces: Sequence[Piece]) -> list[Flowable]:
    """Pieces as ReportLab's flowables."""
    style = {"heading": HEAD, "paragraph": BODY, "item": ITEM, "note": NOTE}
    return [Paragraph(piece.text, style[piece.kind]) for piece in pieces]


def build(
    path: Path, columns: int, story: list[Flowable], marks: Callable[[Canvas, object], None] | None = None
) -> None:
    """A document of one page template with so many columns."""
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    frames = [Frame(x, 70, width, 700) for x, width in COLUMNS[columns]]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=marks or (lambda canvas, page: None)))
    document.build(story)


def in_columns(columns: int) -> Setter:
    """Text set in so many columns."""

    def set_in(path: Path, chance: random.Random) -> list[Piece]:
        pieces = composed(chance, 30)
        build(path, columns, flow(pieces))
        return pieces

    return set_in


def with_running_lines(path: Path, chance: random.Random) -> list[Piece]:
    """One column with a running head, a foot and page numbers, which are no part of the text."""
    pieces = composed(chance, 90)

    def marks(canvas: Canvas, page: object) -> None:
        number = canvas.getPageNumber()
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 805, "Programme of industrial development" if number % 2 else "Decree of the Government")
        canvas.drawRightString(535, 40, f"page {number}")
        canvas.drawString(60, 40, "Edition of the ministry, not for sale")

    build(path, 1, flow(pieces), marks)
    return pieces


def broken_by_headings(path: Path, chance: random.Random) -> list[Piece]:
    """Two columns under a title over the full width, on each page anew."""
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    halves = [Frame(x, 70, width, 610) for x, width in COLUMNS[2]]
    document.addPageTemplates(PageTemplate("titled", frames=[Frame(50, 690, 495, 90), *halves]))
    pieces: list[Piece] = []
    story: list[Flowable] = []
    for number in range(3):
        title = Piece(
            "heading", f"Chapter {number + 1}: {' '.join(chance.choice(passages()).split()[:8])}".rstrip(",.;:")
        )
        body = [Piece("paragraph", text) for text in chance.sample(passages(), 20)]
        pieces += [title, *body]
        last = [NextPageTemplate("titled"), PageBreak()] if number < 2 else []
        story += [*flow([title]), FrameBreak(), *flow(body), *last]
    document.build(story)
    return pieces


def with_cut_words(path: Path, chance: random.Random) -> list[Piece]:
    """One narrow column set by hand, with long words cut at line ends."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    pieces = [Piece("paragraph", text) for text in chance.sample(passages(), 24)]
    top = 770.0
    for piece in pieces:
        for line in _cut_lines(piece.text, 300):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(72, top, line)
            top -= 12.5
            if top < 80:
                canvas.showPage()
                top = 770.0
        top -= 8
    canvas.save()
    return pieces


def _cut_lines(text: str, width: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        tried = f"{line} {word}".strip()
        if pdfmetrics.stringWidth(tried, "Helvetica", 10) <= width:
            line = tried
            continue
        middle = len(word) // 2
        fits = pdfmetrics.stringWidth(f"{line} {word[:middle]}-", "Helvetica", 10) <= width
        if len(word) > 7 and word.isalpha() and word.islower() and fits:
            lines.append(f"{line} {word[:middle]}-")
            line = word[middle:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def with_tables(path: Path, chance: random.Random) -> list[Piece]:
    """Paragraphs between ruled tables, one of which goes on over pages with its header repeated."""
    pieces: list[Piece] = []
    story: list[Flowable] = []
    for rows in (6, 45, 9):
        before = Piece("paragraph", chance.choice(passages()))
        header = ("Indicator", "Unit", "Base year (value)", "Target year (value)", "Responsible body")
        cells = [header, *(_indicator(chance, number) for number in range(rows))]
        widths = (170, 60, 80, 80, 90)
        table = Table([[Paragraph(cell, BODY) for cell in row] for row in cells], widths, repeatRows=1)
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        story += [*flow([before]), table]
        pieces += [before, *(Piece("row", " | ".join(row), row) for row in cells)]
    build(path, 1, story)
    return pieces


def _indicator(chance: random.Random, number: int) -> tuple[str, ...]:
    name = " ".join(chance.choice(passages()).split()[:7]).rstrip(",.;:")
    base = chance.randint(2010, 2016)
    unit = chance.choice(["per cent", "units", "people"])
    first, last = f"{base} ({chance.randint(5, 60)})", f"{base + 4} ({chance.randint(61, 99)})"
    body = chance.choice(["Ministry of Education", "akimats", "National Chamber", "Ministry for Investments"])
    return f"{number + 1}. {name}", unit, first, last, body


def in_cyrillic(path: Path, chance: random.Random) -> list[Piece]:
    """Russian and Kazakh in two columns."""
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    style = ParagraphStyle("cyrillic", fontName="DejaVu", fontSize=9, leading=12, spaceAfter=6)
    pieces = [Piece("paragraph", " ".join(chance.sample(CYRILLIC, 4))) for _ in range(20)]
    build(path, 2, [Paragraph(piece.text, style) for piece in pieces])
    return pieces


def by_libreoffice(path: Path, chance: random.Random) -> list[Piece]:
    """A DOCX with headings and a table, made a PDF by LibreOffice."""
    pieces = composed(chance, 24, lists=False)
    document = docx.Document()
    for piece in pieces:
        document.add_heading(piece.text, 2) if piece.kind == "heading" else document.add_paragraph(piece.text)
    rows = [("Indicator", "Unit", "Base", "Target", "Body"), *(_indicator(chance, number) for number in range(8))]
    table = document.add_table(len(rows), 5, style="Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    source = path.with_suffix(".docx")
    document.save(str(source))
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [*pieces, *(Piece("row", " | ".join(row), row) for row in rows)]


def layouts() -> dict[str, Setter]:
    """The layouts that this machine can set."""
    found: dict[str, Setter] = {
        "one column": in_columns(1),
        "two columns": in_columns(2),
        "three columns": in_columns(3),
        "running heads and feet": with_running_lines,
        "full-width titles over columns": broken_by_headings,
        "words cut at line ends": with_cut_words,
        "ruled tables over pages": with_tables,
    }
    if FONT.exists():
        found["Russian and Kazakh, two columns"] = in_cyrillic
    if shutil.which("soffice"):
        found["LibreOffice, with a table"] = by_libreoffice
    return found


def score(truth: Sequence[Piece], reading: Reading) -> Score:
    """How much of the truth the reading gives back, and in which order."""
    text = " ".join(" ".join(block.text.split()) for block in reading.blocks)
    rows = [piece.cells for piece in truth if piece.kind == "row"]
    got = [block.cells for block in reading.blocks if block.cells]
    return Score(_characters(truth, text), _order(truth, text), _cells(rows, got) if rows else None)


def _characters(truth: Sequence[Piece], text: str) -> float:
    """1 less errors per character of truth: a word that differs counts whole, so this is never too kind."""
    wanted, found = " ".join(piece.text for piece in truth).split(), text.split()
    matcher = difflib.SequenceMatcher(None, wanted, found, autojunk=False)
    wrong = sum(
        max(len(" ".join(wanted[a:b])), len(" ".join(found[c:d])))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )
    return 1 - wrong / len(" ".join(wanted))


def _order(truth: Sequence[Piece], text: str) -> float:
    """Share of neighbouring pieces of the truth that stand in this order; a piece not found is out of order."""
    places, start = [], 0
    for piece in truth:
        key = piece.text[:60]
        place = text.find(key, start)
        place = text.find(key) if place < 0 else place
        places.append(place)
        start = max(start, place + 1)
    pairs = list(itertools.pairwise(places))
    return sum(0 <= one < other for one, other in pairs) / len(pairs)


def _cells(rows: Sequence[tuple[str, ...]], got: Sequence[tuple[str, ...]]) -> float:
    """Share of the cells of the truth that stand in their row and column."""
    matcher = difflib.SequenceMatcher(None, [row[0] for row in rows], [row[0] for row in got if row], autojunk=False)
    filled = [row for row in got if row]
    right = sum(
        one == other
        for a, b, size in matcher.get_matching_blocks()
        for row, mine in zip(rows[a : a + size], filled[b : b + size], strict=True)
        for one, other in zip(row, mine, strict=False)
    )
    return right / sum(map(len, rows))
