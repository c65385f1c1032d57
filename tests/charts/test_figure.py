import json
import re
from html.parser import HTMLParser

import altair as alt
import pandas as pd
import pytest

from cjkit import labels
from cjkit.charts.figure import (
    Figure,
    data_uri,
    empty_figure,
    few_rows,
    specification,
    table_html,
)
from cjkit.charts.svg import svg_picture
from cjkit.errors import ChartError

EVIL = '</script><img src=x onerror="alert(1)">&'


def frame(name="Zoeken"):
    return pd.DataFrame({"fase": [name, "Tekenen"], "aandeel": [0.25, None], "klanten": [1500, 3]})


def figure(name="Zoeken", **changes):
    chart = alt.Chart(frame(name)).mark_bar().encode(x="fase:N", y="klanten:Q")
    given = {
        "title": f"{name} trekt",
        "language": "nl",
        "chart": chart,
        "alt": f"Balken: {name} 1.500, Tekenen 3.",
        "table": frame(name),
        "written_as": {"aandeel": labels.Percent},
    }
    return Figure(**given | changes)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, name):
        return [attrs for tag, attrs in self.found if tag == name]


def test_a_figure_holds_picture_words_specification_and_data():
    tags = Tags(figure().html)
    (image,) = tags.named("img")
    assert image["alt"] == "Balken: Zoeken 1.500, Tekenen 3."
    assert image["src"].startswith("data:image/svg+xml;base64,")
    assert len(tags.named("figcaption")) == len(tags.named("caption")) == 1
    assert [th["scope"] for th in tags.named("th")] == ["col"] * 3 + ["row"] * 2


def test_equal_content_gives_equal_bytes_and_other_content_another_id():
    assert figure().html == figure().html
    ids = {re.search(r'id="(.*?)"', figure(name).html)[1] for name in ("Zoeken", "Dromen")}
    assert len(ids) == 2


def test_views_are_numbered_anew():
    pick = alt.selection_point(name="stage_pick")
    first, second = (
        specification(alt.layer(figure().chart.add_params(pick), figure().chart), "nl")
        for _ in range(2)
    )
    assert first == second
    assert first["params"][0]["views"] == ["view_1"]


def test_the_specification_in_the_page_is_the_one_that_was_drawn():
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', figure().html, re.S)
    assert json.loads(found[1]) == figure().spec


def test_text_of_a_client_never_becomes_an_element():
    html = figure(EVIL, notes=[EVIL], subtitle=EVIL, source=EVIL, alt=EVIL, body=EVIL).html
    tags = Tags(html)
    assert len(tags.named("img")) == len(tags.named("script")) == 1
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S)
    assert EVIL in found[1].encode().decode("unicode_escape")


def test_no_address_of_the_network_is_asked():
    addresses = re.findall(r'(?:src|href)="(?!data:)([^"]*)"', figure().html)
    assert addresses == []


def test_numbers_of_the_data_are_written_in_the_language():
    table = table_html(frame(), "Cijfers", "nl", {"aandeel": labels.Percent})
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == ["25%", "1.500", "–", "3"]


def test_a_picture_without_text_is_refused():
    with pytest.raises(ChartError) as refused:
        figure(alt="")
    assert refused.value.text("en") == (
        'CJ-502 The chart "Zoeken trekt" has no text for those who cannot see it. '
        "Give Figure an `alt` with the main numbers."
    )


def test_too_many_rows_are_refused_with_the_aggregation_to_use():
    rows = pd.DataFrame({"v": range(5001)})
    with pytest.raises(ChartError) as refused:
        few_rows(rows, "charts.aggregate.by_week")
    assert refused.value.text("nl") == (
        "CJ-501 Dit zijn 5.001 rijen; een beeld toont er hoogstens 5.000. "
        "Tel ze eerst samen: één rij per week."
    )
    assert few_rows(rows.head(5000), "charts.aggregate.by_week") is not None


def test_a_chart_of_too_many_rows_is_refused_too():
    rows = alt.Chart(pd.DataFrame({"v": range(5001)})).mark_point().encode(x="v:Q")
    with pytest.raises(ChartError, match="These are 5,001 rows"):
        specification(rows, "en")


def test_an_empty_figure_says_what_to_do_next():
    empty = empty_figure("Nog geen emotie", "Voeg een enquête toe aan data.yaml.", "nl")
    assert "Voeg een enquête toe aan data.yaml." in empty.html
    assert str(empty) == "Nog geen emotie\nVoeg een enquête toe aan data.yaml."


def test_a_notebook_gets_html_and_plain_text():
    bundle = figure()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "Balken: Zoeken 1.500" in bundle["text/plain"]


def test_the_drawing_writes_numbers_in_the_language():
    assert ">1.400<" in svg_picture(figure().spec)


def test_data_uri_is_base64():
    assert data_uri(b"a", "image/png") == "data:image/png;base64,YQ=="
