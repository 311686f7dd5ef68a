"""The one chart of the report: what is outstanding, by age, this week and a week ago.

An inline SVG of shapes and text. Colours are set by the page (classes `now` and `before`), so that
it follows dark mode, and the page shows the narrow layout on small screens; what stands inline is
for where there is no page, as in JupyterLab.
The same figures always give the same bytes.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from workbench.norsk import antall, dato, kroner
from workbench.reports.figures import Age
from workbench.reports.wording import whole

INK, SOFT, NOW, BEFORE, EDGE = "#1b2733", "#566373", "#17598f", "#d3e4f2", "#6a8cab"


@dataclass(frozen=True)
class Layout:
    """Where things stand, in pixels of the drawing; the origin is the upper left corner."""

    name: str
    width: float
    row: float  # the height of one age
    labels: float  # where the bars begin
    bars: float  # the length of the longest bar
    above: float  # how far the age's name stands above its bars
    attributes: str = ""


WIDE = Layout("wide", width=720, row=52, labels=122, bars=470, above=0)
NARROW = Layout(
    "narrow", width=300, row=72, labels=1, bars=190, above=22, attributes=' style="display:none"'
)


def ageing_chart(ages: Sequence[Age], as_of: date, layout: Layout = WIDE) -> str:
    """Draw the outstanding by age as an inline SVG, with all its numbers as text alternative."""
    svg = _clean(_draw(ages, layout))
    head = (
        f'<svg class="chart {layout.name}" viewBox="0 0 {layout.width:g} '
        f'{_height(ages, layout):g}" role="img" aria-label="{escape(spoken(ages, as_of))}"'
        f"{layout.attributes}>"
    )
    return re.sub(r"<svg[^>]*>", lambda _: head, svg, count=1)


def spoken(ages: Sequence[Age], as_of: date) -> str:
    """Say the chart in words, every number of it."""
    parts = []
    for age in ages:
        part = f"{age.name}: {kroner(age.open_ore)}, {antall(age.claims, 'krav', 'krav')}"
        if age.open_ore_before is not None:
            part += f" (en uke før: {kroner(age.open_ore_before)})"
        parts.append(part)
    return f"Forfalt og ubetalt per {dato(as_of)}, etter alder. " + ". ".join(parts) + "."


def _draw(ages: Sequence[Age], layout: Layout) -> str:
    height = _height(ages, layout)
    figure = Figure(figsize=(layout.width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, layout.width)
    axes.set_ylim(height, 0)
    longest = max(max(age.open_ore, age.open_ore_before or 0) for age in ages)
    scale = layout.bars / max(1, longest)
    for number, age in enumerate(ages):
        _draw_row(axes, age, top=number * layout.row, scale=scale, layout=layout)
    out = io.StringIO()
    salt = f"workbench-ageing-{layout.name}"
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt}):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(out, format="svg", transparent=True, metadata=nothing)
    return out.getvalue()


def _draw_row(axes: Axes, age: Age, *, top: float, scale: float, layout: Layout) -> None:
    first = top + layout.above + 4
    _text(axes, 0, top + 13, age.name, "name")
    end = _bar(axes, age.open_ore * scale, (layout.labels, first), 18, "now")
    _text(axes, end, first + 9, whole(age.open_ore), "amount")
    if age.open_ore_before is not None:
        end = _bar(axes, age.open_ore_before * scale, (layout.labels, first + 22), 9, "before")
        _text(axes, end, first + 26.5, whole(age.open_ore_before), "earlier")


def _bar(axes: Axes, length: float, at: tuple[float, float], height: float, kind: str) -> float:
    """Draw a bar, a thin line for nothing, and return where the text after it begins."""
    fill, edge = (NOW, NOW) if kind == "now" else (BEFORE, EDGE)
    length = max(length, 1.5)
    axes.add_patch(Rectangle(at, length, height, gid=kind, fc=fill, ec=edge, lw=1, clip_on=False))
    return at[0] + length + 8


def _text(axes: Axes, x: float, y: float, text: str, kind: str) -> None:
    size, colour = (13, SOFT) if kind == "earlier" else (15, INK)
    axes.text(x, y, text, gid=kind, size=size, color=colour, va="center_baseline", parse_math=False)


def _height(ages: Sequence[Age], layout: Layout) -> float:
    return layout.row * len(ages)


def _clean(svg: str) -> str:
    """Keep the drawing only: no prolog, no style for all elements, classes instead of ids."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<defs>.*?</defs>", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r'\sid="([a-z]+)(?:_\d+)?"', r' class="\1"', svg)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*"', "", svg)
    return re.sub(r"\s*\n\s*", " ", svg).strip()
