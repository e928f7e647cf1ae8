"""One table for all rows."""

from dataclasses import dataclass


@dataclass
class Row:
    """A line of the table. `holds` is `None` where nothing is to be held."""

    what: str
    ours: str
    reference: str
    ratio: str
    to_reach: str
    holds: bool | None


def requests(value):
    return f"{value:,.0f}/s"


def mebibytes_a_second(value):
    return f"{value / 2**20:,.0f} MiB/s"


def mebibytes(value):
    return f"{value / 2**20:,.1f} MiB"


def milliseconds(value):
    return f"{value * 1000:,.2f} ms"


def factor(value):
    return f"{value:.2f}"


def at_least(what, measured, least, style):
    """Ours against a reference: `measured` is what `load.alternated` answered."""
    ours, reference, ratio = measured
    return Row(
        what, ours.written(style), reference.written(style), ratio.written(factor), f"≥ {least:.2f}",
        ratio.median >= least,
    )


def table(rows):
    lines = ["| what | ours | reference | ratio | to reach | held |", "|---|---|---|---|---|---|"]
    for row in rows:
        held = {True: "yes", False: "**no**", None: ""}[row.holds]
        lines.append(f"| {row.what} | {row.ours} | {row.reference} | {row.ratio} | {row.to_reach} | {held} |")
    return "\n".join(lines)
