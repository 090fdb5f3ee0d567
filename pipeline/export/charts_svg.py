"""From an altair chart to one inline `<svg>` that a page can hold beside others and a screen reader can name."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert
from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
# Below this width of the drawing its words are too small to read; the page lets the reader scroll instead.
_NARROWEST = 540
_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": "#222222",
        "titleColor": "#222222",
        "gridColor": "#E6E6E6",
    },
    "legend": {"labelFontSize": 12, "labelColor": "#222222", "symbolSize": 90},
}


def draw(chart: Any, *, title: str, description: str, name: str) -> str:
    """`chart` as SVG text with `title` and `description` for assistive technology.

    `name` makes the ids of both unique, so that many charts can stand in one page. The drawing scales with its
    container; what altair writes as a mark's description becomes its native tooltip.
    """
    specification = chart.to_dict() if isinstance(chart, alt.TopLevelMixin) else chart
    root = etree.fromstring(vl_convert.vegalite_to_svg(specification, config=_CONFIG).encode())
    _tooltips(root)
    _name(root, _identifier(name), title, description)
    _scale(root)
    return etree.tostring(root, encoding="unicode")


def _tooltips(root: Any) -> None:
    """Marks keep their words as `<title>`; roles inside an image mean nothing to a reader and are dropped."""
    for element in root.iter():
        words = element.attrib.pop("aria-label", None)
        described = element.attrib.pop("aria-roledescription", None)
        for attribute in ("role", "aria-hidden"):
            element.attrib.pop(attribute, None)
        if words and described in ("point", "bar", "circle"):
            tooltip = etree.Element(f"{{{_SVG}}}title")
            tooltip.text = words
            element.insert(0, tooltip)


def _name(root: Any, name: str, title: str, description: str) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-description")
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(f"{{{_SVG}}}{tag}", id=f"{name}-{'title' if tag == 'title' else 'description'}")
        element.text = text
        root.insert(position, element)


def _scale(root: Any) -> None:
    width = root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    if width:
        widest = round(float(width))
        least = min(widest, _NARROWEST)
        root.set("style", f"width:100%;min-width:{least}px;max-width:{widest}px;height:auto")


def _identifier(name: str) -> str:
    return "chart-" + re.sub(r"[^A-Za-z0-9_-]+", "-", name)
