"""A policy as a page of a legal database: site furniture around the act's articles and tables."""

from __future__ import annotations

from html import escape

from renderers.source import LABEL, NOTE_MARK, Part, Policy

_MENU = ("Home", "Search of acts", "Codes", "New acts", "Archive", "Help", "Subscribe to news")
_TABS = ("Text", "Official publication", "Information", "History of changes", "References", "Download")
_STYLE = (
    "body{font:15px/1.5 Georgia,serif;margin:0;color:#222}header,footer,nav{background:#eef1f4;padding:.6em 2em}"
    "nav ul{display:flex;gap:1.4em;list-style:none;margin:0;padding:0}main{max-width:54em;margin:1em auto}"
    "table{border-collapse:collapse}td,th{border:1px solid #888;padding:.2em .5em}"
    ".label{border:1px solid #a33;padding:.3em}"
)


def policy_page(policy: Policy) -> bytes:
    """The whole page, with navigation, tabs, breadcrumbs, side column and footer."""
    title = escape(policy.title)
    page = [
        "<!DOCTYPE html>",
        f'<html lang="{policy.language}"><head><meta charset="utf-8">',
        f"<title>{title} - Database of legal acts</title><style>{_STYLE}</style>",
        "<script>window.counter = function () { return 'visits today: 18204'; };</script></head><body>",
        '<div class="cookie-banner">This site uses cookies to remember your settings. <button>Accept</button></div>',
        '<header><a href="#">Database of legal acts</a> <span>Version for the visually impaired</span>'
        f"{_languages()}</header>",
        f'<nav class="menu">{_list(_MENU)}</nav>',
        f'<div class="breadcrumb"><a href="#">Home</a> / <a href="#">Acts</a> / {title}</div>',
        f'<nav class="tabs">{_list(_TABS)}</nav>',
        f'<main><article id="act" class="act-text"><h1>{title}</h1>',
        f'<p class="label">{escape(LABEL)}</p>',
        *_body(policy.parts),
        "</article></main>",
        '<aside class="sidebar"><h2>Related acts</h2>'
        + _list(("Law on education", "Law on science", "Rules of state planning"))
        + "<p>Found an error in the text? Select it and press the button.</p></aside>",
        "<footer><p>Support: working days from 9 to 18. All rights to the design of the site are reserved.</p>"
        f"{_list(('Terms of use', 'Contacts', 'Mobile version'))}</footer>",
        "<script>document.title = document.title.trim();</script></body></html>",
    ]
    return ("\n".join(page) + "\n").encode("utf-8")


def _languages() -> str:
    return '<ul class="languages"><li>Kazakh</li><li>Russian</li><li>English</li></ul>'


def _list(items: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f'<li><a href="#">{escape(item)}</a></li>' for item in items) + "</ul>"


def _body(parts: tuple[Part, ...]) -> list[str]:
    lines: list[str] = []
    for number, part in enumerate(parts, start=1):
        bullet = part.kind == "bullet"
        if bullet and (number == 1 or parts[number - 2].kind != "bullet"):
            lines.append("<ul>")
        lines.append(_element(part, number))
        if bullet and (number == len(parts) or parts[number].kind != "bullet"):
            lines.append("</ul>")
    return lines


def _element(part: Part, number: int) -> str:
    text = NOTE_MARK.sub(r'<sup><a href="#note\1">\1</a></sup>', escape(part.text, quote=False))
    if part.kind == "heading":
        return f'<h{part.level + 1} id="z{number}">{text}</h{part.level + 1}>'
    if part.kind == "table":
        return _table(part)
    if part.kind == "note":
        return f'<p class="footnote" id="note{part.mark}"><sup>{part.mark}</sup> {text}</p>'
    if part.kind == "bullet":
        return f'<li id="z{number}">{text}</li>'
    mark = f"{part.mark} " if part.mark else ""
    return f'<p id="z{number}">{mark}{text}</p>'


def _table(part: Part) -> str:
    head, *rows = [[NOTE_MARK.sub(r"<sup>\1</sup>", escape(cell)) for cell in row] for row in part.rows]
    lines = [f"<table><caption>{escape(part.text)}</caption>", f"<thead><tr>{_cells('th', head)}</tr></thead><tbody>"]
    lines += [f"<tr>{_cells('td', row)}</tr>" for row in rows]
    return "\n".join([*lines, "</tbody></table>"])


def _cells(tag: str, cells: list[str]) -> str:
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
