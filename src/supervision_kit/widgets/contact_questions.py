"""What is asked about a contact, and in which order?

What is asked at every contact fits two screens: the story first, then a line for each question, and
"When do you meet next?" last. The rest is offered by name beneath, folded. Every question but three
may be skipped. Questions and hints are the framework's, so an agency words them anew without code.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from supervision_kit.frameworks import Framework, Scale, say
from supervision_kit.records import Contact, Promise, label_of
from supervision_kit.records.record import rule_of
from supervision_kit.widgets.cards import Cards
from supervision_kit.widgets.field_groups import Asked, Group, Plain, Rows, asked_fields
from supervision_kit.widgets.fields import Choice, Day, Field, Text, Tick, Whole
from supervision_kit.widgets.kind_fields import column_field
from supervision_kit.widgets.rating_field import RatingField

#: A missed contact has a story, promises and a safety line, and no more questions.
MET = ("attendance", (None, "attended"))
#: What is answered about a concern that is open.
STILL, OVER = "still", "over"
CLEAR = ("told_purpose", "told_control", "told_next_steps", "told_consequences")
PROMISED = Cards("promises", Promise)
_SETTLED = ("kept", "kept_late", "broken", "apologised")

Last = Mapping[tuple[str, str, str], str]


class Named(NamedTuple):
    """A record that is asked about by name: a participant, a concern or a promise."""

    id: str
    words: str


@dataclass(frozen=True)
class Situation:
    """What is known of a case when a contact with it is recorded.

    Attributes
    ----------
    last : dict
        What `last_ratings` returns.
    people : sequence of Named
        Who is in the case now.
    concerns : sequence of Named
        Safety concerns that nobody has closed.
    promises : sequence of Named
        Promises that are open.
    planned : sequence of (str, date)
        Id and day of each next contact that is noted and of which nothing came yet.
    as_last_time : dict
        What is offered as it was last time: answers by key.
    next_days : sequence of (str, str)
        Days for the next contact, in words and as YYYY-MM-DD.
    usual : collection of str
        Keys that are answered each time: folds with one of them are open.
    """

    last: Last = field(default_factory=dict)
    people: Sequence[Named] = ()
    concerns: Sequence[Named] = ()
    promises: Sequence[Named] = ()
    planned: Sequence[tuple[str, dt.date]] = ()
    as_last_time: Mapping[str, str] = field(default_factory=dict)
    next_days: Sequence[tuple[str, str]] = ()
    usual: Collection[str] = ()


def contact_questions(framework: Framework, now: Situation | None = None) -> list[Asked]:
    """Return everything the form of a new contact asks.

    Parameters
    ----------
    framework : Framework
        Where scales, kinds and prompts are worded.
    now : Situation, optional
        What is known of the case; nothing unless told.
    """
    now = now or Situation()
    ask = _Asker(framework)
    return [
        ask.text("story", rows=6),
        _when_and_what(ask, now),
        *_who_was_there(ask, now.people),
        *_last_promises(now.promises),
        _made_clear(ask),
        _promises(ask),
        _between_us(framework, now, ask),
        *_safety(ask, now),
        Group(look="lines", fields=(_next_on(ask, now),)),
        _more(framework, now, ask),
        _strip(),
    ]


def correcting_questions(framework: Framework, people: Sequence[Named]) -> list[Asked]:
    """Return what is asked of a contact that is there already.

    Promises, concerns and dates are corrected where they stand, not here.
    """
    now, ask = Situation(people=people), _Asker(framework)
    return [
        ask.text("story", rows=6),
        _when_and_what(ask, now),
        *_who_was_there(ask, people),
        _made_clear(ask),
        _between_us(framework, now, ask),
        Group(look="lines", fields=(ask.choice("safety_concern", "answer", line=True),)),
        _more(framework, now, ask),
        _strip(),
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

    def whole(self, key: str, **more: Any) -> Whole:
        rule: Any = rule_of(Contact.__table__.columns[key])
        return Whole(**self.words(key), low=rule.low, high=rule.high, **more)

    def heading(self, key: str) -> dict[str, Any]:
        prompt = self.framework.prompt(key)
        return {"label": prompt.label, "hint": prompt.hint}


def _when_and_what(ask: _Asker, now: Situation) -> Group:
    offer = [_offer(ask, now.as_last_time)] if now.as_last_time else []
    beside = Group(
        look="beside",
        fields=(
            Day(**ask.words("occurred_on"), required=say("form.occurred_on_required")),
            ask.choice("kind", "contact", required=say("form.kind_required"), dropdown=True),
            ask.whole("length_minutes", when=MET),
            *offer,
        ),
    )
    attended = ask.choice(
        "attendance", "attendance", required=say("form.attendance_required"), line=True
    )
    return Group(look="card", fields=(beside, attended))


def _offer(ask: _Asker, as_last_time: Mapping[str, str]) -> Plain:
    kind = ask.framework.kind("contact", as_last_time["kind"])
    minutes = as_last_time.get("length_minutes")
    key = "as_last_time" if minutes else "as_last_time_kind"
    label = say(f"form.{key}", kind=kind, minutes=minutes or "")
    return Plain(kind="offer", label=label, more={"values": dict(as_last_time)})


def _who_was_there(ask: _Asker, people: Sequence[Named]) -> list[Group]:
    options = ask.framework.kinds["presence"]
    look = "people" if len(people) > 2 else "lines"
    there = tuple(
        Choice(key=f"there.{each.id}", label=each.words, options=options, part=True, line=True)
        for each in people
    )
    if not there:
        return []
    lines = Group(look=look, fields=there)
    return [Group(look="section", **ask.heading("people"), when=MET, fields=(lines,))]


def _last_promises(promises: Sequence[Named]) -> list[Group]:
    """Ask of each promise that is open what became of it."""
    if not promises:
        return []
    options = {state: say(f"case.settle_how.{state}") for state in _SETTLED}
    lines = tuple(
        Choice(
            key=f"promised.{each.id}",
            label=each.words,
            name=say("form.promised_name"),
            options=options,
            part=True,
            line=True,
        )
        for each in promises
    )
    hint = say("form.promised_hint")
    inside = (Group(look="lines", fields=lines),)
    return [Group(look="section", label=say("form.promised"), hint=hint, fields=inside)]


def _made_clear(ask: _Asker) -> Group:
    clear = tuple(ask.choice(key, "answer", part=True, line=True) for key in CLEAR)
    said_back = (
        ask.choice("said_back", "said_back", part=True, line=True),
        ask.text("said_back_words", rows=1, when=("said_back", ("yes", "partly"))),
        ask.choice("agreed", "agreed", part=True, line=True),
    )
    lines = Group(look="pairs", fields=(*clear, *said_back))
    return Group(look="section", **ask.heading("clear"), when=MET, fields=(lines,))


def _promises(ask: _Asker) -> Rows:
    fields = [column_field(Promise, each, "promise", ask.framework) for each in ("text", "due_on")]
    what, due = (replace(each, hint="", required="") for each in fields)
    return PROMISED.asked([replace(what, rows=1), due], **ask.heading("promises"), ready=True)


def _between_us(framework: Framework, now: Situation, ask: _Asker) -> Group:
    """Ask for the worker's own view of the engagement, a line a dimension."""
    notices = dict.fromkeys(scale.notice for scale in framework.scales.values())
    heading = ask.heading("ratings")
    heading["hint"] = " ".join([heading["hint"], *notices, say("form.nothing_added")])
    scales = [each for each in framework.scales.values() if each.lane == "engagement"]
    rated = [_compact(each) for scale in scales for each in _rated(scale, "worker", now.last)]
    last = [_show_last()] if now.last else []
    lines = Group(look="lines", fields=(*last, *rated))
    return Group(look="section", **heading, fields=(lines,), when=MET)


def _compact(asked: RatingField) -> RatingField:
    """Ask on one line, by the dimension's name; the question stands there in the row in hand."""
    hint = f"{asked.label} {asked.hint}".strip()
    return replace(asked, compact=True, label=asked.dimension.name, hint=hint)


def _show_last() -> Tick:
    return Tick(key="show_last", label=say("form.show_last"), hint=say("form.show_last_hint"))


def _rated(scale: Scale, rater: str, last: Last) -> list[RatingField]:
    return [
        RatingField.of(
            scale, key, rater, last=last.get((scale.key, key, rater), ""), last_when="show_last"
        )
        for key in scale.dimensions
        if scale.asked(key, rater) is not None
    ]


def _strip() -> Plain:
    """Repeat at the foot, which stays in sight, what is noted about safety."""
    texts = {"": "form.safety_open", "yes": "form.safety_yes", "no": "form.safety_no"}
    return Plain(
        kind="strip",
        more={
            "follows": "safety_concern",
            "texts": {answer: say(key) for answer, key in texts.items()},
            "link": say("form.safety_link"),
        },
    )


def _safety(ask: _Asker, now: Situation) -> Iterator[Group]:
    for each in now.concerns:
        yield _still(each)
    concerned = ("safety_concern", ("yes",))
    asked = ask.choice("safety_concern", "answer", line=True)
    if now.concerns:
        asked = replace(asked, label=say("form.safety_another"))
    whom = {each.id: each.words for each in now.people}
    about = [Choice(**ask.words("safety_about"), options=whom, dropdown=True, when=concerned)]
    yield Group(
        look="lines",
        fields=(
            asked,
            *(about if whom else []),
            ask.text("safety_worry", rows=2, when=concerned),
            ask.text("safety_action", when=concerned),
            ask.text("safety_told", rows=2, when=concerned),
        ),
    )


def _still(concern: Named) -> Group:
    """Ask of a concern that is open whether it still is."""
    asked = f"still.{concern.id}"
    is_still, is_over = (asked, (STILL,)), (asked, (OVER,))
    return Group(
        look="lines",
        fields=(
            Choice(
                key=asked,
                label=say("form.still", concern=concern.words),
                hint=say("form.still_hint"),
                options={STILL: say("form.still_so"), OVER: say("form.still_over")},
                name=say("form.still_name"),
                line=True,
            ),
            *(
                Text(key=f"{key}.{concern.id}", label=say(f"form.still_{key}"), rows=2, when=when)
                for key, when in (("done", is_still), ("told", is_still), ("why", is_over))
            ),
        ),
    )


def _next_on(ask: _Asker, now: Situation) -> Day:
    return Day(**ask.words("next_on"), may_be_future=True, offers=tuple(now.next_days), line=True)


def _more(framework: Framework, now: Situation, ask: _Asker) -> Group:
    """Offer by name what is not asked at every contact."""
    own = [scale for scale in framework.scales.values() if scale.lane != "client_view"]
    views = [each for each in framework.scales.values() if each.lane == "client_view"]
    by_client = [each for scale in own for each in _rated(scale, "client", now.last)]
    by_client += [each for scale in views for each in _rated(scale, "client", now.last)]
    by_supervisor = [each for scale in own for each in _rated(scale, "supervisor", now.last)]
    others = [scale for scale in own if scale.lane != "engagement"]
    folds = [
        _fold(now, "own_words", [ask.text("own_words")]),
        _fold(now, "help", [ask.text("help_given")]),
        _fold(now, "praise", [ask.whole("n_positives"), ask.whole("n_challenges")]),
        _fold(now, "cues", [ask.text("cues"), ask.text("cue_response")]),
        _fold(now, "anger", [ask.choice("hostility", "hostility"), ask.text("hostility_note")]),
        *(
            _named_fold(now, scale.name, scale.good_news, _rated(scale, "worker", now.last))
            for scale in others
        ),
        _fold(now, "client", [*_whose_view(ask, now.people), *by_client]),
        _fold(now, "supervisor", by_supervisor),
    ]
    inside = tuple(each for each in folds if each.fields)
    more = Group(look="more", fields=inside)
    label, hint = say("form.more_about"), say("form.more_about_hint")
    return Group(look="section", label=label, hint=hint, when=MET, fields=(more,))


def _whose_view(ask: _Asker, people: Sequence[Named]) -> list[Field]:
    if len(people) < 2:
        return []
    whose = {each.id: each.words for each in people}
    return [Choice(**ask.words("client_is"), options=whose, dropdown=True)]


def _fold(now: Situation, key: str, inside: Iterable[Field]) -> Group:
    return _named_fold(now, say(f"form.more_{key}"), say(f"form.more_{key}_hint"), inside)


def _named_fold(now: Situation, label: str, hint: str, inside: Iterable[Field]) -> Group:
    fields = tuple(inside)
    is_usual = any(each.key in now.usual for each in asked_fields(fields))
    return Group(look="fold", label=label, hint=hint, fields=fields, is_open=is_usual)
