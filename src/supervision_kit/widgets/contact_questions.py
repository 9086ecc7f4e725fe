"""What is asked about a contact, and in which order?

The story first, ratings after it; every question but three may be skipped. Questions and hints are
the framework's, so an agency words them anew without code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from supervision_kit.frameworks import Framework, Scale, say
from supervision_kit.records import Contact, Promise, label_of
from supervision_kit.widgets.field_groups import Asked, Group, Plain, Rows
from supervision_kit.widgets.fields import Choice, Day, Text, Tick, Whole
from supervision_kit.widgets.rating_field import RatingField

#: A missed contact has a story, promises and a safety line, and no more questions.
MET = ("attendance", (None, "attended"))
#: What is answered about a concern that is open.
STILL, OVER = "still", "over"
CLEAR = ("told_purpose", "told_control", "told_next_steps", "told_consequences")

Last = Mapping[tuple[str, str, str], str]


class Named(NamedTuple):
    """A record that is asked about by name: a participant, or a concern that is open."""

    id: str
    words: str


def contact_questions(
    framework: Framework,
    last: Last,
    people: Sequence[Named] = (),
    concerns: Sequence[Named] = (),
) -> list[Asked]:
    """Return everything the contact form asks.

    Parameters
    ----------
    framework : Framework
        Where scales, kinds and prompts are worded.
    last : dict
        What `last_ratings` returns.
    people : sequence of Named
        Who is in the case now.
    concerns : sequence of Named
        Safety concerns that nobody has closed.
    """
    ask = _Asker(framework)
    return [
        _when_and_what(ask),
        *_who_was_there(ask, people),
        ask.text("story", rows=6),
        _made_clear(ask),
        _ways_of_working(ask),
        _promises(ask),
        ask.text("own_words", when=MET),
        _ratings(framework, last, ask, people),
        *(_still(each) for each in concerns),
        _safety(ask, people, has_open=bool(concerns)),
        Day(**ask.words("next_on"), may_be_future=True),
    ]


class _Asker:
    """Words a field with the framework's prompt and the record's own name for it."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework

    def words(self, key: str) -> dict[str, Any]:
        prompt = self.framework.prompts.get(key)
        label = prompt.label if prompt else say(f"form.{key}")
        hint = prompt.hint if prompt else say(f"form.{key}_hint")
        known = key in Contact.__table__.columns
        return {"key": key, "label": label, "hint": hint} | (
            {"name": label_of(Contact, key)} if known else {}
        )

    def text(self, key: str, **more: Any) -> Text:
        return Text(**self.words(key), **more)

    def choice(self, key: str, kind: str, **more: Any) -> Choice:
        return Choice(**self.words(key), options=dict(self.framework.kinds[kind]), **more)

    def heading(self, key: str) -> dict[str, Any]:
        prompt = self.framework.prompt(key)
        return {"label": prompt.label, "hint": prompt.hint}


def _when_and_what(ask: _Asker) -> Group:
    return Group(
        look="card",
        fields=(
            Day(**ask.words("occurred_on"), required=say("form.occurred_on_required")),
            ask.choice("kind", "contact", required=say("form.kind_required")),
            ask.choice("attendance", "attendance", required=say("form.attendance_required")),
            Whole(**ask.words("length_minutes"), high=1440, when=MET),
        ),
    )


def _who_was_there(ask: _Asker, people: Sequence[Named]) -> list[Group]:
    options = ask.framework.kinds["presence"]
    there = tuple(
        Choice(key=f"there.{each.id}", label=each.words, options=options, part=True)
        for each in people
    )
    if not there:
        return []
    card = Group(look="card", fields=there)
    return [Group(look="section", **ask.heading("people"), when=MET, fields=(card,))]


def _made_clear(ask: _Asker) -> Group:
    said_back = (
        ask.choice("said_back", "said_back"),
        ask.text("said_back_words"),
        ask.choice("agreed", "agreed"),
    )
    clear = tuple(ask.choice(key, "answer", part=True) for key in CLEAR)
    return Group(
        look="section",
        **ask.heading("clear"),
        when=MET,
        fields=(Group(look="card", fields=clear), Group(look="card", fields=said_back)),
    )


def _ways_of_working(ask: _Asker) -> Group:
    tallies = tuple(Whole(**ask.words(key), high=999) for key in ("n_positives", "n_challenges"))
    return Group(
        look="section",
        label=say("form.ways_of_working"),
        hint=say("form.ways_of_working_hint"),
        when=MET,
        fields=(
            ask.text("help_given"),
            Group(look="card", fields=tallies),
            Group(look="card", fields=(ask.text("cues"), ask.text("cue_response"))),
            Group(
                look="card",
                fields=(ask.choice("hostility", "hostility"), ask.text("hostility_note")),
            ),
        ),
    )


def _promises(ask: _Asker) -> Rows:
    words = {name: say(f"form.promise_{name}") for name in ("add", "row", "remove")}
    what = Text(key="text", label=say("form.promise_text"), rows=2, name=label_of(Promise, "text"))
    due = Day(
        key="due_on",
        label=say("form.promise_due_on"),
        name=label_of(Promise, "due_on"),
        may_be_future=True,
    )
    return Rows(key="promises", **ask.heading("promises"), fields=(what, due), words=words)


def _ratings(framework: Framework, last: Last, ask: _Asker, people: Sequence[Named]) -> Group:
    notices = dict.fromkeys(scale.notice for scale in framework.scales.values())
    fields: list[Any] = [Plain(kind="note", label=" ".join([*notices, say("form.nothing_added")]))]
    if last:
        hint = say("form.show_last_hint")
        fields.append(Tick(key="show_last", label=say("form.show_last"), hint=hint))
    own = [scale for scale in framework.scales.values() if scale.lane != "client_view"]
    for scale in own:
        rated = _rated(scale, "worker", last)
        fields += rated if scale.lane == "engagement" else _fold(scale.name, scale.good_news, rated)
    if len(people) > 1:
        whose = {each.id: each.words for each in people}
        fields.append(Choice(**ask.words("client_is"), options=whose, dropdown=True))
    for rater in ("client", "supervisor"):
        rated = [field for scale in own for field in _rated(scale, rater, last)]
        fields += _fold(say(f"form.add_{rater}"), say(f"form.add_{rater}_hint"), rated)
    views = [each for each in framework.scales.values() if each.lane == "client_view"]
    asked = tuple(field for scale in views for field in _rated(scale, "client", last))
    fields.append(Group(look="section", **ask.heading("client_view"), fields=asked))
    fields.append(_strip())
    return Group(look="section", **ask.heading("ratings"), fields=tuple(fields), when=MET)


def _rated(scale: Scale, rater: str, last: Last) -> list[RatingField]:
    return [
        RatingField.of(
            scale, key, rater, last=last.get((scale.key, key, rater), ""), last_when="show_last"
        )
        for key in scale.dimensions
        if scale.asked(key, rater) is not None
    ]


def _fold(label: str, hint: str, fields: Iterable[RatingField]) -> list[Group]:
    inside = tuple(fields)
    return [Group(look="fold", label=label, hint=hint, fields=inside)] if inside else []


def _strip() -> Plain:
    texts = {"": "form.safety_open", "yes": "form.safety_yes", "no": "form.safety_no"}
    return Plain(
        kind="strip",
        more={
            "follows": "safety_concern",
            "texts": {answer: say(key) for answer, key in texts.items()},
            "link": say("form.safety_link"),
        },
    )


def _still(concern: Named) -> Group:
    """Ask of a concern that is open whether it still is."""
    asked = f"still.{concern.id}"
    is_still, is_over = (asked, (STILL,)), (asked, (OVER,))
    return Group(
        look="card",
        fields=(
            Choice(
                key=asked,
                label=say("form.still", concern=concern.words),
                hint=say("form.still_hint"),
                options={STILL: say("form.still_so"), OVER: say("form.still_over")},
                name=say("form.still_name"),
            ),
            *(
                Text(key=f"{key}.{concern.id}", label=say(f"form.still_{key}"), rows=2, when=when)
                for key, when in (("done", is_still), ("told", is_still), ("why", is_over))
            ),
        ),
    )


def _safety(ask: _Asker, people: Sequence[Named], *, has_open: bool) -> Group:
    concerned = ("safety_concern", ("yes",))
    asked = ask.choice("safety_concern", "answer")
    if has_open:
        asked = replace(asked, label=say("form.safety_another"))
    whom = {each.id: each.words for each in people}
    about = [Choice(**ask.words("safety_about"), options=whom, dropdown=True, when=concerned)]
    return Group(
        look="card",
        fields=(
            asked,
            *(about if whom else []),
            ask.text("safety_worry", rows=2, when=concerned),
            ask.text("safety_action", when=concerned),
            ask.text("safety_told", rows=2, when=concerned),
        ),
    )
