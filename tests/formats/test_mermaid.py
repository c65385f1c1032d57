"""Journey diagrams are read as Mermaid reads them, and what cjkit writes Mermaid reads."""

import json
import math
import os
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjkit.errors import CjkitError, MapError
from cjkit.formats.journey_yaml import parse_journey, read_journey, render_journey
from cjkit.formats.mermaid import parse_mermaid, read_mermaid, write_mermaid
from cjkit.formats.mermaid_text import Diagram, parse_diagram, resolved
from cjkit.model.evidence import Emotion, Statement
from cjkit.model.experiences import Experience
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Persona
from cjkit.model.stages import Stage

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("CJKIT_REAL_DATA", ROOT.parent / "shared/data")) / "mermaid"
MERMAID = "mermaid@11.17.2"
PARSES = (
    json.loads(path.read_text("utf-8"))
    if (path := REAL / "mermaid_11.17.2_parse.json").exists()
    else {}
)

SHOP = """\
journey
    title A day at the shop
    section Look
      Find the shop: 4: Ada
      Park the car: 1: Ada, Bob
    section Buy
      Pay: 5: Bob
"""


def findings(text: str, language: str = "en") -> list[str]:
    return [f.text(language) for f in parse_mermaid(text, "shop.mmd", language)[1]]


def errors(text: str) -> list[str]:
    with pytest.raises(MapError) as caught:
        parse_mermaid(text, "shop.mmd")
    return str(caught.value).splitlines()


def told(journey_map: JourneyMap) -> list[tuple[str, str, str | None, float | None]]:
    """Give stage, persona, what happens and emotion of each experience, by name."""
    return [
        (
            journey_map.stage(e.stage).name,
            journey_map.persona(e.persona).name,
            e.description.text if e.description else None,
            e.emotion.value if e.emotion else None,
        )
        for e in journey_map.experiences
    ]


def test_sections_are_stages_and_people_personas() -> None:
    journey_map, odd = parse_mermaid(SHOP)
    assert odd == ()
    assert journey_map.title == "A day at the shop"
    assert [stage.id for stage in journey_map.stages] == ["look", "buy"]
    assert [persona.id for persona in journey_map.personas] == ["ada", "bob"]
    assert told(journey_map) == [  # scores 4, 1, 1, 5 less the neutral 3
        ("Look", "Ada", "Find the shop", 1),
        ("Look", "Ada", "Park the car", -2),
        ("Look", "Bob", "Park the car", -2),
        ("Buy", "Bob", "Pay", 2),
    ]
    assert [e.id for e in journey_map.experiences] == [
        "ada-find-the-shop",
        "ada-park-the-car",
        "bob-park-the-car",
        "bob-pay",
    ]


def test_a_diagram_is_written_as_it_was_read() -> None:
    assert write_mermaid(parse_mermaid(SHOP)[0]).split() == SHOP.split()


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (
            "0",
            'shop.mmd:3: CJ-860 The score of "Pay" is 0, outside 1 to 5. The experience is kept '
            "without emotion. Give it a score from 1 (angry) to 5 (grateful).",
        ),
        (
            "9",
            'shop.mmd:3: CJ-860 The score of "Pay" is 9, outside 1 to 5. The experience is kept '
            "without emotion. Give it a score from 1 (angry) to 5 (grateful).",
        ),
        (
            "2rem",
            'shop.mmd:3: CJ-861 The score of "Pay" is "2rem", which is no number. The experience '
            "is kept without emotion. Write a score from 1 to 5 after the first colon; a colon in "
            "a name is written #58;.",
        ),
        (
            "",
            'shop.mmd:3: CJ-862 "Pay" has no score. The experience is kept without emotion. '
            "Give it a score from 1 (angry) to 5 (grateful).",
        ),
    ],
)
def test_odd_scores_are_findings(score: str, said: str) -> None:
    text = f"journey\nsection Buy\nPay: {score}: Ada\ntitle Shop"
    assert findings(text) == [said]
    assert told(parse_mermaid(text)[0]) == [("Buy", "Ada", "Pay", None)]


def test_halves_are_emotions_too() -> None:
    assert told(parse_mermaid("journey\nsection A\nx: 2.5: Ada")[0])[0][3] == -0.5


def test_what_a_diagram_leaves_out_gets_a_name() -> None:
    text = "journey\naccDescr: All of it\nWake up: 3\nsection Later\nSleep: 5: "
    assert findings(text, "nl") == [
        'shop.mmd:1: CJ-866 Het diagram heeft geen titel; de kaart heet nu "Klantreis". '
        "Geef de kaart een eigen titel.",
        'shop.mmd:3: CJ-863 1 taak staat vóór het eerste deel en komt in de fase "Vóór het eerste '
        'deel". Geef de fase een naam, of verplaats de taken.',
        'shop.mmd:3: CJ-864 2 taken noemen niemand en komen bij de persona "Klant". '
        "Zeg wie dit meemaakt.",
        "shop.mmd:1: CJ-865 Een kaart heeft geen plek voor de beschrijving van het diagram "
        '(accDescr): "All of it". Bewaar haar bij de organisatie of een fase, als ze ertoe doet.',
    ]
    assert told(parse_mermaid(text, language="nl")[0]) == [
        ("Vóór het eerste deel", "Klant", "Wake up", 0),
        ("Later", "Klant", "Sleep", 2),
    ]


def test_a_hash_hides_the_rest_of_a_line() -> None:
    text = "journey\ntitle T\nsection A\n# a remark\nGo: 3: Child#1, Child#2"
    assert findings(text) == [
        'shop.mmd:5: CJ-868 Mermaid takes "#1, Child#2" for a remark and leaves it out. '
        "Write #35; for a # that belongs to a name."
    ]
    assert [p.name for p in parse_mermaid(text)[0].personas] == ["Child"]


def test_a_section_without_a_name_gets_one() -> None:
    journey_map, odd = parse_mermaid("journey\ntitle T\nsection A\nsection  \nGo: 3: Ada")
    assert [stage.name for stage in journey_map.stages] == ["A", "Stage 2"]
    assert [finding.code for finding in odd] == ["CJ-867"]


def test_front_matter_comments_and_directives() -> None:
    text = (
        "---\ntitle: From above\nconfig:\n  theme: dark\n---\n%% a comment\n"
        '%%{init: {\n "theme": "forest"}}%%\njourney\n\tsection\tHome\n\n\t%% x: 1: y\n'
        "\tTea:\t4:\tAda\n"
    )
    journey_map, odd = parse_mermaid(text)
    assert journey_map.title == "From above"
    assert told(journey_map) == [("Home", "Ada", "Tea", 1)]
    assert odd == ()


def test_ids_are_made_in_any_script_and_are_unique() -> None:
    text = (
        "journey\ntitle T\nsection 回家\nsection Één\nsection een\nsection 家\n走: 3: Ά, Ada, ada"
    )
    journey_map, _ = parse_mermaid(text)
    assert [s.id for s in journey_map.stages] == ["stage-1", "een", "een-2", "stage-2"]
    assert [p.id for p in journey_map.personas] == ["persona-1", "ada", "ada-2"]
    assert parse_journey(render_journey(journey_map)) == journey_map


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "flowchart TD\nA-->B",
            'shop.mmd:1: CJ-850 This is no journey diagram of Mermaid: it begins with "flowchart '
            'TD". Begin with the word "journey" on a line of its own.',
        ),
        (
            "journey\nsection A\nPay\nsection B",
            'shop.mmd:3: CJ-851 The task "Pay" has no score, so Mermaid refuses the diagram. Write '
            'the task as "name: score: people", with a score from 1 to 5. A # in a name is '
            "written #35;.",
        ),
        (
            "journey\nPay: 3: Ada;",
            'shop.mmd:2: CJ-852 ";" cannot stand here; Mermaid refuses the diagram. Begin a line '
            "with a name. Inside a name write #58; for a colon and #59; for a semicolon.",
        ),
        (
            "journey\nJourney on: 3: Ada",
            'shop.mmd:2: CJ-853 A task cannot begin with the word "journey"; Mermaid refuses the '
            "diagram. Put another word first, or write #106;ourney.",
        ),
        (
            "journey\naccDescr {open\nPay: 3",
            'shop.mmd:2: CJ-854 The description "accDescr {" is not closed; Mermaid refuses the '
            "diagram. Put a closing brace on the line after the description.",
        ),
        (
            f"journey\nsection A\n{'x' * 20_001}: 3: Ada",
            "shop.mmd:3: CJ-869 This name is longer than 20,000 characters. Shorten it.",
        ),
    ],
)
def test_what_mermaid_refuses_is_refused_with_line_and_reason(text: str, said: str) -> None:
    assert errors(text)[0] == said


def test_all_that_is_wrong_comes_at_once() -> None:
    assert [e.split()[:2] for e in errors("journey\nPay\n: 3\nGo; 4")] == [
        ["shop.mmd:2:", "CJ-851"],
        ["shop.mmd:3:", "CJ-852"],
        ["shop.mmd:4:", "CJ-851"],
        ["shop.mmd:4:", "CJ-852"],
        ["shop.mmd:4:", "CJ-851"],
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "CJ-850"), (b"\x89PNG\r\n\x1a\n\x00\x00", "CJ-117"), (b"journey\n\0", "CJ-855")],
)
def test_files_that_are_no_diagram(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "x.mmd").write_bytes(content)
    with pytest.raises(MapError) as caught:
        read_mermaid(tmp_path / "x.mmd")
    assert caught.value.problems[0].code == code


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MapError, match="CJ-101"):
        read_mermaid(tmp_path / "x.mmd")


def test_a_mark_tells_the_encoding(tmp_path: Path) -> None:
    (tmp_path / "x.mmd").write_text(SHOP.replace("Ada", "Zoë"), "utf-16")
    assert read_mermaid(tmp_path / "x.mmd")[0].personas[0].name == "Zoë"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "journey\n" + "task: 3: Ada\n" * 800_000,
        "journey\n" * 1_200_000,
        "\n" * 10_000_000,
        "---\n" * 2_500_000,
        "journey\n" + "<a " * 3_000_000,
        "journey\n" + "%%{init" * 1_000_000,
        "journey\naccTitle" + " " * 10_000_000,
        "journey\na: " + "9" * 10_000_000,
    ],
    ids=["tasks", "words", "lines", "fences", "tags", "directives", "spaces", "digits"],
)
def test_ten_megabytes_of_anything_end_in_time(text: str) -> None:
    try:
        parse_diagram(text, "big.mmd")
    except MapError as wrong:
        assert len(wrong.problems) <= 100  # noqa: PT017  (a map would do as well)


# Real diagrams, by others.


@pytest.mark.skipif(not PARSES, reason=f"no real diagrams in {REAL}; set CJKIT_REAL_DATA")
def test_all_42_real_diagrams_are_there() -> None:
    assert len(PARSES) == 42


@pytest.mark.parametrize("name", PARSES)
def test_a_real_diagram_is_read_as_mermaid_reads_it(name: str) -> None:
    parse, text = PARSES[name], (REAL / name).read_text("utf-8")
    if not parse["ok"]:
        assert all(problem.place.line for problem in refused(text).problems)
        return
    diagram = parse_diagram(text, name)
    assert as_parsed(diagram) == {key: parse[key] for key in ("sections", "tasks")}
    assert (diagram.acc_title, diagram.acc_descr) == (parse["accTitle"], parse["accDescr"])
    assert diagram.title == parse["title"] or text.startswith(
        "---"
    )  # a title above is no statement
    read, _ = read_mermaid(REAL / name)
    assert parse_journey(render_journey(read)) == read


def refused(text: str) -> MapError:
    with pytest.raises(MapError) as caught:
        parse_diagram(text, "x.mmd")
    return caught.value


def as_parsed(diagram: Diagram) -> dict[str, Any]:
    names = [name for _, name in diagram.sections]
    tasks = [
        {
            "section": "" if task.section is None else names[task.section],
            "task": task.name,
            "score": task.score if task.score is None or math.isfinite(task.score) else None,
            "people": list(task.people),
        }
        for task in diagram.tasks
    ]
    return {"sections": names, "tasks": tasks}


# There and back.

names = st.text(max_size=20).map(str.strip).filter(bool) | st.sampled_from(
    ["Journey", "title a", "section b", "accDescr {", "a: 3: b", "%%{init}%%", "#35;", "=x", "<b>"]
)


@st.composite
def maps(draw: st.DrawFn) -> JourneyMap:
    stages = draw(st.lists(names, min_size=1, max_size=3))
    personas = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    places = st.tuples(st.integers(0, len(stages) - 1), st.integers(0, len(personas) - 1))
    emotions = st.none() | st.floats(-2, 2).map(lambda value: Emotion(value=value))
    said = draw(st.lists(st.tuples(places, names, emotions), max_size=6))
    return JourneyMap(
        title=draw(names),
        stages=tuple(Stage(id=f"s{i}", name=name) for i, name in enumerate(stages)),
        personas=tuple(Persona(id=f"p{i}", name=name) for i, name in enumerate(personas)),
        experiences=tuple(
            Experience(
                id=f"e{i}",
                stage=f"s{place[0]}",
                persona=f"p{place[1]}",
                description=Statement(text=text),
                emotion=emotion,
            )
            for i, (place, text, emotion) in enumerate(said)
        ),
    )


def rounded(
    row: tuple[str, str, str | None, float | None],
) -> tuple[str, str, str | None, int | None]:
    *place, value = row
    return *place, value if value is None else round(math.copysign(abs(value) + 1e-9, value))


@given(journey_map=maps())
def test_map_to_mermaid_to_map_keeps_what_a_diagram_can_hold(journey_map: JourneyMap) -> None:
    again, odd = parse_mermaid(write_mermaid(journey_map))
    assert odd == ()
    assert again.title == journey_map.title
    assert [stage.name for stage in again.stages] == [stage.name for stage in journey_map.stages]
    assert Counter(told(again)) == Counter(rounded(row) for row in told(journey_map))
    met = {row[1] for row in told(journey_map)}
    assert {persona.name for persona in again.personas} == met


def test_an_experience_is_named_by_the_first_thing_it_tells() -> None:
    journey_map = parse_journey(
        "title: T\npersonas: [{id: ada, name: Ada}]\n"
        "stages: [{id: buy, name: Buy}]\ntouchpoints: [{id: shop, name: Shop}]\n"
        "experiences:\n- {id: a, persona: ada, stage: buy, touchpoint: shop, questions: [How?]}\n"
        "- {id: b, persona: ada, stage: buy, questions: [How much?]}\n"
        "- {id: c, persona: ada, stage: buy, emotion: 0.5}\n"
    )
    assert [row[2:] for row in told(parse_mermaid(write_mermaid(journey_map))[0])] == [
        ("Shop", None),
        ("How much?", None),
        ("Buy", 1),  # halves go away from neutral
    ]


# Left out on purpose: U+2028, which JavaScript takes for the end of a line in some places only, and
# "style", after which Mermaid loses a semicolon.
PIECES = [
    "journey", "title", "section", "accTitle", "accDescr", "{", "}", ":", ": 3: Ada", ",", "#",
    ";", "#58;", "%% note\n", "%%{init: x}%%", "%", "\n", "\n", "\n", " ", "\t", "a", "Tea", "回家",
    "9", "-1.5", "0x1", "---", "\u00a0", '<b a="c">', "é",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=300)
def test_only_cjkit_errors_come_out(text: str) -> None:
    try:
        parse_mermaid(f"journey\n{text}")
        parse_mermaid(text)
    except CjkitError as wrong:
        assert wrong.text("nl")  # noqa: PT017


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_end_in_a_map_or_a_cjkit_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.mmd").write_bytes(b"journey\n" + content)
    try:
        read_mermaid(tmp_path / "x.mmd")
    except CjkitError as wrong:
        assert str(wrong)  # noqa: PT017


# Mermaid itself.


@pytest.fixture(scope="module")
def mermaid() -> Path:
    """Give a folder with Mermaid from npm and the script that asks it, made once a machine."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed")
    folder = Path(platformdirs.user_cache_dir("cjkit-tests")) / MERMAID.replace("@", "-")
    if not (folder / "node_modules/mermaid").exists():
        install_mermaid(folder)
    script = Path(__file__).with_name("mermaid_parse.mjs")
    return Path(shutil.copy(script, folder))


def install_mermaid(folder: Path) -> None:
    aside = folder.with_name(f"{folder.name}-{os.getpid()}")
    aside.mkdir(parents=True)
    (aside / "package.json").write_text("{}")
    command = ["npm", "install", MERMAID, "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command, check=False, cwd=aside, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            pytest.skip(f"npm cannot install {MERMAID}: {done.stderr.strip()[-200:]}")
        if not folder.exists():  # another run may have been first
            aside.rename(folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install {MERMAID} in five minutes")
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def ask(script: Path, texts: list[str]) -> list[dict[str, Any]]:
    asked = subprocess.run(
        ["node", script],
        check=False,
        input=json.dumps(texts).encode(),
        capture_output=True,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stderr.decode()
    answers: list[dict[str, Any]] = json.loads(asked.stdout)
    return answers


@pytest.mark.slow
def test_mermaid_accepts_what_cjkit_writes(mermaid: Path) -> None:
    hostile = Statement(text="Journey: a, b; #1 %%{x}%%\naccTitle: <b>&")
    person = Persona(id="p", name="Child#1, the: second;")
    maps = [read_journey(ROOT / "sample_data" / c) for c in ("hypotheek", "bottles", "sneakers")]
    maps.append(
        JourneyMap(
            title="<i>%%; # & title:",
            stages=(Stage(id="s", name="section: %% a; b #9"), Stage(id="t", name="title x")),
            personas=(person,),
            experiences=(Experience(id="e", persona="p", stage="s", description=hostile),),
        )
    )
    for journey_map, answer in zip(maps, ask(mermaid, [*map(write_mermaid, maps)]), strict=True):
        assert answer["ok"], answer
        assert resolved(answer["title"]) == journey_map.title
        assert [resolved(s) for s in answer["sections"]] == [s.name for s in journey_map.stages]
        seen = Counter(
            (resolved(t["section"]), resolved(p)) for t in answer["tasks"] for p in t["people"]
        )
        assert seen == Counter(row[:2] for row in told(journey_map))
        assert {t["score"] for t in answer["tasks"]} <= {1, 2, 3, 4, 5}
    assert resolved(answer["tasks"][0]["task"]) == hostile.text


@pytest.mark.slow
def test_cjkit_reads_odd_texts_as_mermaid_does(mermaid: Path) -> None:
    dice = random.Random(5)
    texts = [
        "journey\n" + "".join(dice.choices(PIECES, k=dice.randint(1, 14))) + "\nsection Last"
        for _ in range(1500)
    ]
    answers = ask(mermaid, texts)
    differing = [
        (text, answer)
        for text, answer in zip(texts, answers, strict=True)
        if accepted(text)
        != ({k: answer[k] for k in ("sections", "tasks")} if answer["ok"] else None)
    ]
    assert differing == []
    assert sum(answer["ok"] for answer in answers) > 100


def accepted(text: str) -> dict[str, Any] | None:
    try:
        return as_parsed(parse_diagram(text, "x.mmd"))
    except MapError:
        return None
