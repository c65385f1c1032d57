"""Step 1 in pictures: who we are and for whom, and how far the offer answers what people want."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from cjkit.charts import theme
from cjkit.charts.board import Panel, aside, dots, marked, panels, word_table
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.sheet import Sheet, breakable, enum_word, field_label, item_list
from cjkit.labels import text, write
from cjkit.model.evidence import Statement
from cjkit.model.organisation import (
    AskedInReturn,
    CustomerGroup,
    GoalKind,
    Offering,
    Organisation,
    ValueProposition,
)
from cjkit.model.personas import Gain, GainCreator, Pain, PainReliever, Persona

if TYPE_CHECKING:
    from cjkit.client import Client

_SELF = ("brand", "identity", "image")
_STANDS_FOR = ("core_values", "guiding_principles", "unique_selling_propositions")


def organisation_figure(client: "Client") -> Figure:
    """Give the organisation as a calm board: goals, values, brand, offer, customer groups."""
    organisation, language = client.map.organisation, client.language
    if organisation is None:
        title = text("charts.organisation.empty", language)
        return empty_figure(title, text("charts.organisation.next", language), language)
    sheet = Sheet(language, client.whole_map)
    return Figure(
        _goal_title(organisation, language),
        organisation.sector or "",
        language,
        body=panels(list(_panels(organisation, sheet))) + _groups(organisation, sheet),
    )


def _goal_title(organisation: Organisation, language: str) -> str:
    kinds = [goal.kind for goal in organisation.goals]
    return text(
        "charts.organisation.title" if kinds else "charts.organisation.title_no_goals",
        language,
        name=organisation.name,
        business=kinds.count(GoalKind.BUSINESS),
        societal=kinds.count(GoalKind.SOCIETAL),
    )


def _panels(organisation: Organisation, sheet: Sheet) -> Iterator[Panel]:
    for kind in GoalKind:
        goals = [goal for goal in organisation.goals if goal.kind is kind]
        heading = text(f"charts.organisation.goals_{kind.value}", sheet.language)
        yield Panel(heading, sheet.statements(goals, without=["kind"]), _GOAL_COLOURS[kind])
    for name in _STANDS_FOR:
        yield Panel(_label(name, sheet), sheet.statements(getattr(organisation, name)))
    offerings = [_offering(offering, sheet) for offering in organisation.offerings]
    yield Panel(_label("offerings", sheet), item_list(offerings))
    for name in _SELF:
        said = getattr(organisation, name)
        yield Panel(_label(name, sheet), sheet.statement(said) if said else Markup(""))


_GOAL_COLOURS = {GoalKind.BUSINESS: theme.BUYER[0], GoalKind.SOCIETAL: theme.CUSTOMER[0]}


def _label(name: str, sheet: Sheet) -> str:
    return field_label(Organisation, name, sheet.language)


def _offering(offering: Offering, sheet: Sheet) -> Markup:
    kind = enum_word(offering.kind, sheet.language)
    return breakable(offering.name) + aside(" · ".join(filter(None, (kind, offering.description))))


def _groups(organisation: Organisation, sheet: Sheet) -> Markup:
    if not organisation.customer_groups:
        return Markup("")
    names = ("name", "value_propositions", "offered", "asked_in_return")
    headings = [field_label(CustomerGroup, name, sheet.language) for name in names]
    rows = [_group_row(group, sheet) for group in organisation.customer_groups]
    label = _label("customer_groups", sheet)
    return word_table(headings, rows, label, caption=label)


def _group_row(group: CustomerGroup, sheet: Sheet) -> list[Markup]:
    return [
        Markup("<strong>{}</strong>").format(group.name) + aside(group.description or ""),
        _promises(group, sheet),
        sheet.statements(group.offered),
        item_list([_asked(asked, sheet) for asked in group.asked_in_return]),
    ]


def _asked(asked: AskedInReturn, sheet: Sheet) -> Markup:
    kind = enum_word(asked.kind, sheet.language)
    return sheet.statement(asked, without=["kind"]) + aside(kind)


def _promises(group: CustomerGroup, sheet: Sheet) -> Markup:
    """Give the promise that holds, and the earlier wordings small under it."""
    *earlier, last = group.value_propositions or (None,)
    if last is None:
        return Markup("–")
    return _promise(last, sheet) + Markup("").join(aside(_dated(old, sheet)) for old in earlier)


def _promise(promise: ValueProposition, sheet: Sheet) -> Markup:
    said = Statement(text=promise.text, evidence=promise.evidence)
    since = write(promise.since, sheet.language) if promise.since else ""
    words = text("charts.organisation.since", sheet.language, day=since) if since else ""
    return sheet.statement(said) + aside(words)


def _dated(promise: ValueProposition, sheet: Sheet) -> str:
    day = write(promise.since, sheet.language) if promise.since else "?"
    return text("charts.organisation.earlier", sheet.language, day=day, text=promise.text)


@dataclass(frozen=True)
class _Wish:
    """A pain or gain with what answers it."""

    persona: Persona
    said: Pain | Gain
    answers: tuple[PainReliever | GainCreator, ...]


def value_fit_figure(client: "Client") -> Figure:
    """Give the fit of the offer: each pain and gain with what answers it, the heaviest first."""
    wishes = [wish for persona in client.map.personas for wish in _wishes(persona)]
    language = client.language
    if not wishes:
        title = text("charts.organisation.no_fit", language)
        return empty_figure(title, text("charts.organisation.no_fit_next", language), language)
    sheet = Sheet(language, client.whole_map)
    answered = sum(bool(wish.answers) for wish in wishes)
    return Figure(
        text("charts.organisation.fit", language, answered=answered, n=len(wishes)),
        _heaviest_unanswered(wishes, language),
        language,
        body=Markup("").join(_fit_table(p, wishes, sheet) for p in client.map.personas),
    )


def _wishes(persona: Persona) -> list[_Wish]:
    canvas = persona.canvas
    pains = [
        _Wish(persona, pain, tuple(r for r in canvas.pain_relievers if pain.id in r.relieves))
        for pain in canvas.pains
    ]
    gains = [
        _Wish(persona, gain, tuple(c for c in canvas.gain_creators if gain.id in c.creates))
        for gain in canvas.gains
    ]
    return sorted([*pains, *gains], key=lambda wish: (bool(wish.answers), -wish.said.weight))


def _heaviest_unanswered(wishes: Sequence[_Wish], language: str) -> str:
    open_ = [wish for wish in wishes if not wish.answers]
    if not open_:
        return text("charts.organisation.all_answered", language)
    heaviest = max(open_, key=lambda wish: wish.said.weight)
    values = {"text": heaviest.said.text, "weight": heaviest.said.weight}
    return text("charts.organisation.heaviest", language, persona=heaviest.persona.name, **values)


def _fit_table(persona: Persona, wishes: Sequence[_Wish], sheet: Sheet) -> Markup:
    own = [wish for wish in wishes if wish.persona is persona]
    if not own:
        return Markup("")
    keys = ("wish", "kind", "weight", "answer")
    headings = [text(f"charts.organisation.columns.{key}", sheet.language) for key in keys]
    rows = [_fit_row(wish, sheet) for wish in own]
    return word_table(headings, rows, persona.name, caption=persona.name)


def _fit_row(wish: _Wish, sheet: Sheet) -> list[Markup | str]:
    kind = text(f"model.kind.{wish.said.id_kind}", sheet.language)
    nothing = text("charts.organisation.unanswered", sheet.language)
    return [
        sheet.statement(wish.said, without=["id", "weight", "stages"]),
        kind,
        dots(wish.said.weight),
        sheet.statements(wish.answers, without=["relieves", "creates"])
        or marked("✕", nothing, theme.MISSED),
    ]
