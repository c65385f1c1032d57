"""A second reading of a client's raw files, with pandas and plain Python.

It shares no code with cjkit, so that a mistake there is not made here too. Where it says what a
figure means, it follows docs and docstrings, not the queries.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from math import isnan
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import pandas as pd
import yaml

WITHIN = 60
Row = dict[str, Any]
Placed = tuple[str | None, str | None, str | None]
SAYS: Mapping[str, Callable[[str, Any], bool]] = {
    "is": lambda found, value: found == str(value).lower(),
    "contains": lambda found, value: str(value).lower() in found,
    "starts_with": lambda found, value: found.startswith(str(value).lower()),
    "matches": lambda found, value: re.search(str(value), found, re.IGNORECASE) is not None,
    "at_least": lambda found, value: float(found) >= value,
    "at_most": lambda found, value: float(found) <= value,
}


def meets(row: Row, rule: Mapping[str, Any]) -> bool:
    """Whether all conditions of a rule hold."""
    return all(_holds(str(row.get(field) or "").lower(), test) for field, test in rule.items())


def _holds(found: str, test: Any) -> bool:
    tests = test if isinstance(test, dict) else {"is": test}
    return all(_says(found, operator, given) for operator, given in tests.items())


def _says(found: str, operator: str, given: Any) -> bool:
    values = given if isinstance(given, list) else [given]
    if operator == "is_not":
        return not _says(found, "is", values)
    return bool(found) and any(SAYS[operator](found, value) for value in values)


def met(row: Row, owners: Iterable[Mapping[str, Any]], rules: str) -> list[str]:
    """The ids of those that have a rule the row meets, in map order."""
    return [o["id"] for o in owners if any(meets(row, rule) for rule in o.get(rules) or [])]


PLACE = "(file, row)"


class ByHand:
    """What a client's files say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.map = yaml.safe_load((folder / "journey.yaml").read_text("utf-8"))
        self.data = yaml.safe_load((folder / "data.yaml").read_text("utf-8"))
        self.zone = ZoneInfo(self.data["zone"])
        self.stages = [stage["id"] for stage in self.map["stages"]]
        self.tally: dict[str, Counter[str]] = {}
        self.consenting: set[str] = set()
        self.attributes: dict[str, Row] = {}
        self.known: set[str] = set()
        self.sound: dict[str, list[Row]] = {"events": [], "answers": [], "counts": []}
        for source in self.data["sources"]:
            self._take(source)
        self.persona = {one: self._persona(one) for one in self.known}
        self.events = self._events()
        self.answers = self._answers()
        self.counts = self._counts()

    # Rows and their contract

    def _take(self, source: Row) -> None:
        tally = self.tally[source["id"]] = Counter()
        seen: set[str] = set()
        for raw in self._raw(source):
            tally["read"] += 1
            row = self._named(source, raw)
            if not self._granted(source, raw, row):
                tally["without_consent"] += 1
            elif not self._sound(source, row, seen):
                tally["rejected"] += 1
            else:
                self._keep(source, row)

    def _raw(self, source: Row) -> Iterable[Row]:
        for file, path in enumerate(sorted(self.folder.glob(source["files"]))):
            if path.suffix == ".xlsx":
                frame = pd.read_excel(path, sheet_name=source["sheet"], dtype=object)
                frame = frame.map(lambda cell: "" if pd.isna(cell) else str(cell))
            else:
                encoding = source.get("encoding", "utf-8-sig")
                frame = pd.read_csv(
                    path, sep=source.get("separator", ","), encoding=encoding, dtype=str,
                    keep_default_na=False,
                )  # fmt: skip
            for number, record in enumerate(frame.to_dict("records"), start=2):
                yield record | {PLACE: (file, number)}

    def _named(self, source: Row, raw: Row) -> Row:
        row = {ours: raw.get(theirs, "").strip() for ours, theirs in source["columns"].items()}
        for metric, theirs in source.get("counts", {}).items():
            row[metric] = raw[theirs]
        row["scores"] = [raw[q["column"]].strip() for q in source.get("questions", [])]
        row["attributes"] = {name: raw[name] for name in source.get("attributes", [])}
        row["file"], row["row"] = raw[PLACE]
        return row | {"source": source["id"], "person": row.get("customer", "").lower() or None}

    def _granted(self, source: Row, raw: Row, row: Row) -> bool:
        consent = source["consent"]
        if "not_applicable" in consent:
            return True
        if "by" in consent:
            return row["person"] is None or row["person"] in self.consenting
        return raw[consent["column"]].strip().lower() in consent["granted"]

    def _sound(self, source: Row, row: Row, seen: set[str]) -> bool:
        if source["shape"] == "customers":
            return bool(row["person"])
        row["at"] = self._moment(source, row.get("at") or row.get("day", ""))
        numbers = [row.get("value", ""), row.get("weight", "")]
        numbers += [row[metric] for metric in source.get("counts", {})]
        read = [self._number(source, text) for text in numbers]
        row["scores"] = [
            None if text in ("", *map(str, q.get("not_answered", []))) else float(text)
            for q, text in zip(source.get("questions", []), row["scores"], strict=True)
        ]
        sound = (
            row["at"] is not None
            and (source["shape"] == "counts" or row["person"] is not None)
            and (source["shape"] != "events" or bool(row["event"]))
            and not any(number is not None and isnan(number) for number in read)
            and all(
                score is None or q["scale"][0] <= score <= q["scale"][1]
                for q, score in zip(source.get("questions", []), row["scores"], strict=True)
            )
            and row.get("event_id") not in seen
        )
        if sound and "event_id" in row:
            seen.add(row["event_id"])
        row["value"], row["weight"], *counted = read
        row |= dict(zip(source.get("counts", {}), counted, strict=True))
        return sound

    def _number(self, source: Row, text: str) -> float | None:
        if not text:
            return None
        try:
            return float(text.replace(",", ".") if source.get("decimal") == "," else text)
        except ValueError:
            return float("nan")

    def _moment(self, source: Row, text: str) -> dt.datetime | None:
        try:
            form = source.get("date_format")
            at = dt.datetime.strptime(text, form) if form else dt.datetime.fromisoformat(text)
        except ValueError:
            return None
        at = (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(dt.UTC)
        return None if at > dt.datetime.now(dt.UTC) else at

    def _keep(self, source: Row, row: Row) -> None:
        person = row["person"]
        if person:
            self.known.add(person)
        if source["shape"] == "customers":
            self.consenting.add(person)
            self.attributes[person] = row["attributes"]
        else:
            self.sound[source["shape"]].append(row | _tracked(row) | {"asked": source})

    def _persona(self, person: str) -> str | None:
        return next(
            iter(met(self.attributes.get(person, {}), self.map["personas"], "traits")), None
        )

    # Touchpoints and stages

    def _place(self, row: Row) -> Placed:
        """Touchpoint, stage by an entry rule, and stage by the touchpoint if it has only one."""
        looks = tuple(row.get(field) for field in self._fields)
        if looks not in self._placed:  # many rows look alike
            touchpoint = next(iter(met(row, self.map["touchpoints"], "match")), None)
            entered = met(row, self.map["stages"], "entry")
            entry = entered[-1] if entered else None
            self._placed[looks] = touchpoint, entry, self._only.get(touchpoint)
        return self._placed[looks]

    @cached_property
    def _placed(self) -> dict[tuple[Any, ...], Placed]:
        return {}

    @cached_property
    def _fields(self) -> list[str]:
        rules = [rule for t in self.map["touchpoints"] for rule in t["match"]]
        rules += [rule for stage in self.map["stages"] for rule in stage["entry"]]
        return sorted({field for rule in rules for field in rule})

    @cached_property
    def _only(self) -> dict[str | None, str]:
        placed = {t["id"]: {p["stage"] for p in t["places"]} for t in self.map["touchpoints"]}
        return {touchpoint: min(at) for touchpoint, at in placed.items() if len(at) == 1}

    def _events(self) -> pd.DataFrame:
        found: list[Row] = []
        last: dict[str, str] = {}
        furthest: dict[str, int] = {}
        for row in sorted(self.sound["events"], key=self._order):
            person, tally = row["person"], self.tally[row["source"]]
            touchpoint, entry, only = self._place(row)
            stage = (entry or only or last.get(person)) if touchpoint or entry else None
            last[person] = entry or last.get(person)  # type: ignore[assignment]
            reached = furthest.get(person, -1)
            if stage:
                furthest[person] = max(reached, self.stages.index(stage))
            tally["accepted" if stage else "unplaced"] += 1
            if stage:
                came = entry is not None and 0 <= reached < self.stages.index(entry)
                found.append(
                    self._linked(row, touchpoint, stage)
                    | {name: row[name] for name in ("file", "row", "event_id", "event", "value")}
                    | {"entered": entry is not None, "converted": came}
                )
        return pd.DataFrame(found)

    def _order(self, row: Row) -> tuple[dt.datetime, int, int]:
        """At one moment as the stages go, one that only follows last; then as touchpoints go."""
        touchpoint, entry, only = self._place(row)
        stage = entry or only
        touchpoints = [None, *(one["id"] for one in self.map["touchpoints"])]
        place = self.stages.index(stage) if stage else 1000
        return row["at"], place, touchpoints.index(touchpoint)

    def _linked(self, row: Row, touchpoint: str | None, stage: str | None) -> Row:
        day = row["at"].astimezone(self.zone).date()
        person = row.get("person")
        place = {"touchpoint": touchpoint, "stage": stage, "persona": self.persona.get(person)}
        return {"customer": person, "at": row["at"], "day": day, "source": row["source"]} | place

    def _answers(self) -> pd.DataFrame:
        found = []
        entries = self.events[self.events["entered"]].sort_values("at", kind="stable")
        entered: dict[str, list[tuple[dt.datetime, str]]] = {}
        for person, at, stage in entries[["customer", "at", "stage"]].itertuples(index=False):
            entered.setdefault(person, []).append((at, stage))
        for row in self.sound["answers"]:
            touchpoint, entry, only = self._place(row)
            stage = entry or only or _before(entered.get(row["person"], []), row["at"])
            given = [
                (q, s) for q, s in zip(row["asked"]["questions"], row["scores"], strict=True)
                if s is not None
            ]  # fmt: skip
            lost = bool(given) and touchpoint is None and stage is None
            self.tally[row["source"]]["unplaced" if lost else "accepted"] += 1
            found += [] if lost else [
                self._linked(row, touchpoint, stage) | _scored(q, s) | {"weight": row["weight"]}
                for q, s in given
            ]  # fmt: skip
        return pd.DataFrame(found)

    def _counts(self) -> pd.DataFrame:
        found = []
        for row in self.sound["counts"]:
            touchpoint, _, only = self._place(row)
            self.tally[row["source"]]["accepted" if touchpoint else "unplaced"] += 1
            found += [] if touchpoint is None else [
                self._linked(row, touchpoint, only) | {"metric": metric, "value": row[metric]}
                for metric in row["asked"]["counts"]
            ]  # fmt: skip
        return pd.DataFrame(found)

    # Figures that need more than one groupby

    def rows(self) -> pd.DataFrame:
        """What became of the rows of each source."""
        for source in self.data["sources"]:
            if source["shape"] == "customers":
                tally = self.tally[source["id"]]
                tally["accepted"] = tally["read"] - tally["rejected"] - tally["without_consent"]
        columns = ["read", "accepted", "rejected", "without_consent", "unplaced"]
        return pd.DataFrame(self.tally).T.reindex(columns=columns).fillna(0).astype(int)

    def cohorts(self, starts: pd.DataFrame | None = None) -> pd.DataFrame:
        """First entries into stages: did they come further within 60 days, or are they under way?

        `starts` are other beginnings, one a customer and stage.
        """
        entries = self.events[self.events["entered"]].sort_values("at", kind="stable")
        first = entries.drop_duplicates(["customer", "stage"]) if starts is None else starts
        moves = entries[["customer", "at", "stage"]]
        pairs = first.merge(moves, on="customer", how="left", suffixes=("", "_later"))
        order = {stage: place for place, stage in enumerate(self.stages)}
        waited = pairs["at_later"] - pairs["at"]
        pairs["converted"] = (
            (pairs["stage_later"].map(order) > pairs["stage"].map(order))
            & (waited >= pd.Timedelta(0))
            & (waited <= pd.Timedelta(days=WITHIN))
        )
        keys = ["customer", "persona", "stage", "day"]
        found = pairs.groupby(keys, dropna=False)["converted"].any().reset_index()
        end = max(self.events["day"])
        found["under_way"] = [day + dt.timedelta(days=WITHIN) > end for day in found["day"]]
        return found[found["stage"] != self.stages[-1]]


def _tracked(row: Row) -> Row:
    """What an address tells: page, host, UTM and other parameters."""
    found: Row = {"referrer_host": urlsplit(row.get("referrer", "")).hostname}
    if row.get("url"):
        url = urlsplit(row["url"])
        found |= {"page": unquote(url.path) or "/", "host": url.hostname}
        for name, value in parse_qsl(url.query):
            key = name if name.startswith("utm_") else f"parameter.{name}"
            found.setdefault(key, value)
    if not row.get("campaign"):
        found["campaign"] = found.get("utm_campaign")
    return found


def _before(entered: list[tuple[dt.datetime, str]], at: dt.datetime) -> str | None:
    return next((stage for moment, stage in reversed(entered) if moment <= at), None)


def _scored(question: Row, score: float) -> Row:
    low, high = question["scale"]
    said = {"question": question["column"], "instrument": question["instrument"]}
    return said | {"raw_score": score, "emotion": 4 * (score - low) / (high - low) - 2}
