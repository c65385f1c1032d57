import json

import pandas as pd

from cjkit.charts import unplaced

UNPLACED = pd.DataFrame(
    [
        ("web", "no_touchpoint", None, json.dumps({"event": "view", "page": "/rente"}), 120),
        ("web", "no_stage", None, json.dumps({"event": "view"}), 40),
        ("web", "no_touchpoint", None, json.dumps({"page": "/klant/17"}), 2),
    ],
    columns=["source", "reason", "touchpoint", "fields", "rows"],
)
SOME_ROWS = pd.DataFrame({"source": ["web"]})


def test_unplaced_rows_come_with_a_rule_and_rare_kinds_stay_inside(open_map, three_stages):
    figure = unplaced.unplaced_figure(open_map(three_stages, unplaced=UNPLACED, rows=SOME_ROWS))
    assert figure.title == "162 rijen van 3 soorten hebben geen plaats op de kaart"
    assert "match: [{&#34;page&#34;: &#34;/rente&#34;}]" in figure.body
    assert "entry: [{&#34;event&#34;: &#34;view&#34;}]" in figure.body
    assert "/klant/17" not in figure.html
    assert figure.notes[0].startswith("2 rijen zijn van soorten met minder dan 10 rijen")


def test_rows_that_all_have_a_place_are_good_news(open_map, three_stages):
    figure = unplaced.unplaced_figure(
        open_map(three_stages, unplaced=UNPLACED.head(0), rows=SOME_ROWS)
    )
    assert figure.title == "Elke rij heeft een plaats op de kaart"


def test_no_rows_at_all_are_not_good_news(client):
    figure = unplaced.unplaced_figure(client)
    assert figure.next_step == "Noem de bestanden in data.yaml."


def test_a_rule_takes_the_fields_that_tell_most():
    campaign = {"utm_source": "bing", "utm_medium": "cpc", "page": "/", "event": "view"}
    said = unplaced.rule_to_paste("no_touchpoint", campaign)
    assert said == 'match: [{"utm_source": "bing", "utm_medium": "cpc"}]'
    assert unplaced.rule_to_paste("no_stage", {"event": "view", "page": None}) == (
        'entry: [{"event": "view"}]'
    )
    assert unplaced.rule_to_paste("no_stage", {"event": ""}) == ""
