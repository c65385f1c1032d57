"""Over whose touchpoints the contacts run."""

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    MOST_TOUCHPOINTS,
    Columns,
    measured_figure,
    nothing_measured,
    reader_table,
    shown_note,
    tip,
    top_rows,
)
from cjkit.charts.figure import Figure
from cjkit.charts.names import Names, down
from cjkit.labels import Percent, percent, text
from cjkit.measures.reach import reach_totals
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


def ownership_chart(frame: pd.DataFrame, *, language: str) -> alt.LayerChart:
    """Draw the share of all contacts by whose touchpoints they are and by channel.

    Parameters
    ----------
    frame
        `pair`, `words` (channel and ownership), `events`, `share`, `label`, largest first.
    """
    axis = alt.Axis(
        title=text("charts.touchpoints.ownership.axis", language), format="%", tickCount=5
    )
    scale = alt.Scale(domain=[0, float(frame["share"].max()) * 1.15], nice=False)
    words = dict(zip(frame["pair"], frame["words"], strict=True))
    base = alt.Chart(frame).encode(
        x=alt.X("share:Q", axis=axis, scale=scale),
        y=down(words, "pair", frame["pair"], letters=34),
        tooltip=[
            tip("channel", language),
            tip("ownership_name", language),
            tip("events:Q", language, ",d"),
            tip("share:Q", language, ".0%"),
        ],
    )
    bars = base.mark_bar(height=15, color=theme.BAR)
    labels = base.mark_text(align="left", dx=5).encode(text="label:N")
    layers: Any = alt.layer(bars, labels)
    chart: alt.LayerChart = layers.properties(width=560, height=alt.Step(26), name="ownership")
    return chart


def ownership_figure(client: "Client") -> Figure:
    """Give how the contacts divide over channels, and over owned, paid, earned and other ones.

    Contacts are counted, not customers: a customer may come by several channels.
    """
    language, names = client.language, Names.of(client)
    measure = published(reach_totals(client), client.small_cells)
    frame = ownership_frame(measure.frame, names)
    if frame.empty:
        return nothing_measured(
            client, text("charts.touchpoints.ownership.empty", language), measure.frame
        )
    owners = frame.groupby("ownership", sort=False)["share"].sum()
    whose = text(f"charts.touchpoints.whose.{owners.idxmax()}", language)
    values = {"whose": whose, "share": Percent(owners.max())}
    columns: Columns = {"channel": str, "ownership_name": str, "events": int, "share": Percent}
    return measured_figure(
        client,
        measure,
        title=text(
            "charts.touchpoints.ownership.title",
            language,
            events=int(frame["events"].sum()),
            **values,
        ),
        what=text("charts.touchpoints.ownership.what", language),
        chart=ownership_chart(top_rows(frame, "events", MOST_TOUCHPOINTS), language=language),
        phrases=[f"{row['words']}: {row['label']}" for row in frame.to_dict("records")],
        table=reader_table(frame, columns, language),
        notes=shown_note(min(len(frame), MOST_TOUCHPOINTS), len(frame), language),
    )


def ownership_frame(totals: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Add up the contacts of the map's touchpoints by channel and ownership, largest first."""
    language = names.language
    none = text("charts.touchpoints.ownership.no_channel", language)
    known = {t.id: (t.channel or none, t.ownership.value) for t in names.map.touchpoints}
    found = totals[(totals["level"] == "touchpoint") & totals["id"].isin(list(known))]
    found = found[found["events"].fillna(0) > 0]
    pairs = [known[identity] for identity in found["id"]]
    frame = found.assign(channel=[c for c, _ in pairs], ownership=[o for _, o in pairs])
    frame = frame.groupby(["channel", "ownership"], sort=False)["events"].sum().reset_index()
    frame = frame.sort_values("events", ascending=False, kind="stable").reset_index(drop=True)
    frame["share"] = frame["events"].astype(float) / float(frame["events"].sum() or 1)
    owners = {o: text(f"charts.touchpoints.owners.{o}", language) for _, o in known.values()}
    frame["ownership_name"] = frame["ownership"].map(owners)
    rows = frame.to_dict("records")
    frame["pair"] = [f"{row['channel']} {row['ownership']}" for row in rows]
    frame["words"] = [f"{row['channel']} · {row['ownership_name']}" for row in rows]
    return frame.assign(label=[percent(share, language) for share in frame["share"]])
