"""HTML pages, above all of legal databases: the act's body in order, without the furniture of the site."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from pipeline.errors import StudyError
from pipeline.ingest.encoding import clean, decode
from pipeline.ingest.reading import Reading
from pipeline.ingest.structure import Outline, is_item, one_line

_FURNITURE_TAGS = "script,style,noscript,template,nav,header,footer,aside,form,button,select,iframe,svg,head".split(",")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|sidebar|footer|header|cookie|banner|share|social|tabs?|toolbar|pager|search"
    r"|languages?|comments?|advert\w*|related|subscribe|print)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLOCKS = "p,div,section,article,main,li,ul,ol,table,h1,h2,h3,h4,h5,h6,blockquote,pre,dl,dt,dd,figure,tr,td".split(",")
_FOOTNOTE = re.compile(r"foot-?note|сноск", re.IGNORECASE)


def read(path: Path, side: str | None) -> Reading:
    """The page's article as blocks."""
    raw = path.read_bytes()
    try:
        root = lxml.html.document_fromstring(_text(raw, path), parser=lxml.html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise StudyError(path.name, "is HTML that cannot be understood", "save the page again") from error
    outline = Outline()
    _walk(outline, _body(root))
    if not outline.blocks:
        raise StudyError(path.name, "is a page without text of its own", "save the page after it has loaded, or as PDF")
    return Reading("html", tuple(outline.blocks), tables=tuple(outline.tables))


def _text(raw: bytes, path: Path) -> str:
    """The page's text by its declared charset, else by detection; the declaration is not trusted over the bytes."""
    declared = _CHARSET.search(raw[:2048])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return clean(raw.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass
    text = clean(decode(raw, path.name))
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _body(root: HtmlElement) -> HtmlElement:
    """The element that holds the act: the only article or main that carries most of the text, else the body."""
    for element in list(root.iter(*_FURNITURE_TAGS)):
        if element.tag != "header" or next(element.iterancestors("article", "main"), None) is None:
            element.drop_tree()
    for element in list(root.iter("div", "ul", "section", "p", "span")):
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        if _FURNITURE.search(named) and element.getparent() is not None:
            element.drop_tree()
    found = list(root.iter("article")) or list(root.iter("main"))
    best = max(found, key=_size, default=None)
    return best if best is not None and _size(best) > 0.5 * _size(root) else root


def _size(element: HtmlElement) -> int:
    return len(element.text_content())


def _walk(outline: Outline, element: HtmlElement) -> None:
    """Elements in order: those without inner blocks are one block, others are walked; text between them is kept."""
    loose = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):
            loose.append(child.tail or "")
        elif child.tag in _BLOCKS:
            _flush(outline, loose)
            _block(outline, child)
            loose = [child.tail or ""]
        elif child.tag == "br":
            _flush(outline, loose)
            loose = [child.tail or ""]
        elif any(True for _ in child.iter(*_BLOCKS)):
            _flush(outline, loose)
            _walk(outline, child)
            loose = [child.tail or ""]
        else:
            loose += [_said(child), child.tail or ""]
    _flush(outline, loose)


def _block(outline: Outline, element: HtmlElement) -> None:
    tag = element.tag
    if tag == "table":
        _table(outline, element)
    elif any(True for _ in element.iterdescendants(*_BLOCKS)) or element.find(".//br") is not None:
        _walk(outline, element)
    elif text := _said(element):
        if re.fullmatch("h[1-6]", tag):
            outline.heading(text, int(tag[1]))
        elif tag == "li" or is_item(text):
            outline.item(text)
        elif _FOOTNOTE.search(f"{element.get('class', '')} {element.get('id', '')}"):
            outline.other("footnote", text)
        else:
            outline.paragraph(text)


def _said(element: HtmlElement) -> str:
    """Its text without note marks: a superscript that is only a number, or a link to a note."""
    for mark in list(element.iter("sup")):
        if re.fullmatch(r"\[?\d{1,3}\]?", one_line(mark.text_content())):
            mark.drop_tree()
    return one_line(element.text_content())


def _flush(outline: Outline, loose: list[str]) -> None:
    if text := one_line(" ".join(loose)):
        outline.item(text) if is_item(text) else outline.paragraph(text)


def _table(outline: Outline, element: HtmlElement) -> None:
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    cells = [[_said(cell) for cell in row.iterchildren("td", "th")] for row in rows]
    head = sum(bool(len(row)) and all(cell.tag == "th" for cell in row.iterchildren("td", "th")) for row in rows)
    caption = element.find("caption")
    said = _said(caption) if caption is not None else ""
    if said:
        outline.other("caption", said)
    # A table that lays the page out holds blocks in its cells: it is walked, not read as rows.
    if not said and max((len(row) for row in cells), default=0) < 2:
        for cell in element.iter("td"):
            _walk(outline, cell)
        return
    outline.table(cells, said or None, head)
