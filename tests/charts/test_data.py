import pandas as pd

from cjkit.charts import data

ROWS = pd.DataFrame(
    [("web", "a.csv", 60, 50, 4, 5, 1), ("web", "b.csv", 40, 30, 0, 10, 0)],
    columns=["source", "file", "read", "accepted", "rejected", "without_consent", "unplaced"],
)


def test_rows_add_up_per_source(open_map, three_stages, shape_of, json_snapshot):
    figure = data.rows_figure(open_map(three_stages, rows=ROWS))
    assert figure.title == "80% van 100 gelezen rijen is geaccepteerd, en elke rij is verantwoord"
    assert figure.alt == (
        f"{figure.title}. Webanalyse: gelezen 100, geaccepteerd 80, niet geplaatst 1, "
        "zonder toestemming 15, afgekeurd 4."
    )
    assert list(figure.table["telt op"]) == ["ja"]
    assert shape_of(figure) == json_snapshot


def test_rows_that_do_not_add_up_are_the_title(open_map, three_stages):
    wrong = ROWS.assign(read=[61, 40])
    figure = data.rows_figure(open_map(three_stages, rows=wrong))
    assert figure.title == "In de verantwoording ontbreken rijen van: Webanalyse"


def test_lineage_shows_files_and_the_start_of_their_content(open_map, three_stages):
    files = pd.DataFrame(
        [("web", "a.csv", "0123456789abcdef" * 4, 1200, "webanalyse", "{}")],
        columns=["source", "file", "sha256", "bytes", "collected_by", "mapping"],
    )
    figure = data.lineage_figure(open_map(three_stages, "en", lineage=files))
    assert figure.title == "1 file of 1,200 bytes lies behind these figures"
    assert "0123456789ab<" in figure.body


def test_no_rows_and_no_files_say_what_to_do(client):
    for figure in (data.rows_figure(client), data.lineage_figure(client)):
        assert figure.next_step == "Noem de bestanden in data.yaml."
