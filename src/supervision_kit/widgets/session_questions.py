"""What is asked in a supervision session, and in which order?

First what was taken on last time, a line and a key each; then one case after another, with one
question and one box; then a glance at all other cases; and at the end what was written, in two
columns, with where each sentence will be kept. Every question may be skipped.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from supervision_kit.frameworks import Framework, say
from supervision_kit.records import CaseAction, CaseTalk, Decision, label_of
from supervision_kit.widgets.field_groups import Asked, FormStep, Group, Plain, Rows, Steps
from supervision_kit.widgets.fields import Choice, Day, Text, Tick, Whole

#: What may become of an action that is looked at; "carry" leaves it open.
CARRY = "carry"
ACTION_LETTERS = {"d": "done", "c": CARRY, "x": "dropped"}
ROUND = {"n": "nothing_today", "b": "next_time"}
#: The owner of an action that the organisation took on.
ORGANISATION = "organisation"
#: Under this place stands what is about no case.
NO_CASE = "none"
FUNCTIONS = ("management", "development", "support", "mediation")
_CYCLE = ("strength", "thinking", "next_step", "manner")
#: How it is confirmed: both are here, one confirms for themselves, or one sees it otherwise.
BOTH_HERE, MINE, OTHERWISE = _FAIR = ("both", "mine", "otherwise")
_FILE, _BETWEEN = "file", "between"
_PARTS = ("supervisor", "facilitator", "supervisee")


@dataclass(frozen=True)
class ActionLine:
    """Something taken on in an earlier session that is open still.

    Attributes
    ----------
    id, text, who : str
        Who took it on by code, or that the organisation did.
    about : str
        Since when, by when and how often it was carried, in words.
    case : str
        Code of its case; "" for none.
    """

    id: str
    text: str
    who: str
    about: str
    case: str = ""

    @property
    def form(self) -> str:
        """The form that says what became of it, on the page of its case or of the supervision."""
        return f"{'case' if self.case else 'supervision'}_action.{self.id}"


@dataclass(frozen=True)
class Topic:
    """A case that is talked about, or a point about none.

    Attributes
    ----------
    case : str
        Its code; "" for none.
    title : str
        What is called so above the form.
    sentence, reason, origin : str
        Why it is here, as the agenda says; the key of that reason; where the point comes from.
    beside : str
        HTML that stands beside the question, such as the case's chart; everything escaped.
    tricky : frozenset of str
        What makes the case tricky, as it is known.
    """

    case: str
    title: str
    sentence: str
    reason: str
    origin: str = "suggested"
    beside: str = ""
    tricky: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Member:
    """Somebody in the supervision: their id, code and part."""

    id: str
    code: str
    part: str


@dataclass(frozen=True)
class Meeting:
    """What is known when a supervision session begins.

    Attributes
    ----------
    members : sequence of Member
        Those of today, the supervisor first.
    actions : sequence of ActionLine
        In the order in which they are looked at.
    topics : sequence of Topic
        In the order in which they are talked about.
    others : sequence of (str, str)
        Code of each case not talked about, and what is said of it in the round.
    next_days : sequence of (str, str)
        Days for the next session, in words and as YYYY-MM-DD.
    """

    members: Sequence[Member] = ()
    actions: Sequence[ActionLine] = ()
    topics: Sequence[Topic] = ()
    others: Sequence[tuple[str, str]] = ()
    next_days: Sequence[tuple[str, str]] = field(default_factory=tuple)


def members_of(tables: Mapping[str, pd.DataFrame], code: str, today: dt.date) -> list[Member]:
    """Return those of a supervision today, the supervisor first.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        `supervision_members` and `people`, as ``Store.read`` gives them.
    code : str
        Of the supervision.
    today : date
        The day they meet.
    """
    found: Any = tables["supervision_members"]
    day = pd.Timestamp(today)
    is_there = (found["from_on"] <= day) & ~(found["until_on"] < day)
    now: Any = found[(found["supervision"] == code) & is_there]
    codes = dict(zip(tables["people"]["id"], tables["people"]["code"], strict=True))
    rows = zip(now["person_id"], now["part"], strict=True)
    members = [Member(person, codes.get(person, ""), part) for person, part in rows]
    return sorted(members, key=lambda each: (_PARTS.index(each.part), each.code))


def session_questions(framework: Framework, now: Meeting) -> list[Asked]:
    """Return everything that is asked in a session."""
    ask = _Asker(framework, now)
    found = [*ask.actions(), *ask.talks(), ask.besides(), *ask.round(), ask.end()]
    words = {"next": say("form.step_next"), "back": say("form.step_back")}
    steps = Steps(
        key="step",
        label=say("form.session_steps"),
        steps=tuple(found),
        words=words,
        quiet=framework.prompt("session_quiet").label,
    )
    return [steps]


class _Asker:
    """Asks with the framework's prompts."""

    def __init__(self, framework: Framework, now: Meeting) -> None:
        self.framework, self.now = framework, now
        owners = {each.id: each.code for each in now.members}
        self.owners = owners | {ORGANISATION: say("form.session_organisation")}

    def actions(self) -> Iterator[FormStep]:
        """Give the step about what was taken on, if anything is open."""
        if not self.now.actions:
            return
        fields: list[Any] = []
        for each in self.now.actions:
            called = (
                f"{each.who}: {each.case} {each.text}" if each.case else f"{each.who}: {each.text}"
            )
            options = {"done": self.kind("action_state", "done"), CARRY: say("form.session_carry")}
            options["dropped"] = self.kind("action_state", "dropped")
            state = Choice(
                key=f"action.{each.id}",
                label=called,
                hint=each.about,
                options=options,
                letters=ACTION_LETTERS,
                line=True,
            )
            note = Text(
                key=f"said.{each.id}",
                label=say("form.session_said"),
                name=called,
                rows=1,
                when=(state.key, tuple(ACTION_LETTERS.values())),
            )
            fields += [state, note]
        yield FormStep(
            key="actions",
            label=say("form.session_actions"),
            heading=say("form.session_actions_heading"),
            hint=say("form.session_actions_hint"),
            fields=(Group(look="lines", fields=tuple(fields)),),
            is_due=True,
        )

    def talks(self) -> Iterator[FormStep]:
        """Give a step for each case that is talked about."""
        for topic in self.now.topics:
            place = topic.case or NO_CASE
            beside = (Plain(kind="figure", more={"html": topic.beside}),) if topic.beside else ()
            yield FormStep(
                key=f"talk.{place}",
                label=topic.title,
                heading=topic.title,
                hint=topic.sentence,
                look="split",
                fields=(*beside, Group(look="lines", fields=self._talk(topic, place))),
            )

    def _talk(self, topic: Topic, place: str) -> tuple[Any, ...]:
        aside = (say("form.session_aside"), f"ours.{place}")
        first = self.text("happened", place, rows=6, aside=aside)
        more = [self.text(each, place, rows=3, aside=aside) for each in _CYCLE]
        ticks = [
            Tick(key=f"tricky.{tick}.{place}", label=words)
            for tick, words in self.framework.kinds["trickiness"].items()
        ]
        prompt = self.framework.prompt("session_trickiness")
        tricky = Group(look="card", label=prompt.label, hint=prompt.hint, fields=tuple(ticks))
        fold = Group(look="fold", label=say("form.session_more"), fields=(*more, tricky))
        return (first, *self.outcomes(place), self.ours(place), fold)

    def besides(self) -> FormStep:
        """Return the step about what concerns no case."""
        return FormStep(
            key="besides",
            label=say("form.session_besides"),
            hint=say("form.session_besides_hint"),
            fields=(Group(look="lines", fields=(*self.outcomes(NO_CASE), self.ours(NO_CASE))),),
        )

    def outcomes(self, place: str) -> tuple[Rows, Rows]:
        """Return the lists of decisions and of actions about a case, or about none."""

        def words(name: str) -> dict[str, str]:
            return {each: say(f"form.{name}_{each}") for each in ("add", "row", "remove")}

        def text(kind: Any, column: str, rows: int = 1) -> Text:
            return Text(key=column, label=label_of(kind, column), rows=rows)

        decisions = Rows(
            key=f"decisions.{place}",
            label=say("form.decisions"),
            fields=tuple(text(Decision, each) for each in ("what", "reason", "ruled_out")),
            words=words("decisions"),
        )
        actions = Rows(
            key=f"actions.{place}",
            label=say("form.actions"),
            fields=(
                text(CaseAction, "text"),
                Choice(
                    key="owner",
                    label=label_of(CaseAction, "owner"),
                    options=self.owners,
                    dropdown=True,
                ),
                Day(key="due_on", label=label_of(CaseAction, "due_on"), may_be_future=True),
                Tick(key="learning", label=label_of(CaseAction, "learning")),
            ),
            words=words("actions"),
        )
        return decisions, actions

    def ours(self, place: str) -> Text:
        """Return the box for what stays between those of the supervision."""
        return Text(
            key=f"ours.{place}",
            label=say("form.session_ours"),
            hint=say("form.session_ours_hint"),
            rows=2,
        )

    def round(self) -> Iterator[FormStep]:
        """Give the step about all cases that were not talked about, if there are any."""
        if not self.now.others:
            return
        marks = dict(self.framework.kinds["round_mark"])
        lines = tuple(
            Choice(
                key=f"round.{code}",
                label=code,
                hint=words,
                options=marks,
                letters=ROUND,
                line=True,
            )
            for code, words in self.now.others
        )
        yield FormStep(
            key="round",
            label=say("form.session_round"),
            hint=say("form.session_round_hint", n=len(lines)),
            fields=(Group(look="lines", fields=lines),),
        )

    def end(self) -> FormStep:
        """Return the step in which both see what was written, and say whether it is fair."""
        shares = tuple(
            Choice(
                key=f"time.{each}",
                label=say(f"form.session_{each}"),
                options=dict(self.framework.kinds["share_of_time"]),
                line=True,
            )
            for each in FUNCTIONS
        )
        held = Day(
            key="held_on",
            label=say("form.session_held_on"),
            required=say("form.session_held_on_required"),
        )
        minutes = Whole(key="minutes", label=say("form.session_minutes"), low=1, high=600)
        after = Day(
            key="next_on",
            label=say("form.session_next_on"),
            may_be_future=True,
            offers=tuple(self.now.next_days),
        )
        fair = Choice(
            key="fair",
            label=say("form.session_fair"),
            hint=say("form.session_fair_hint"),
            options={
                each: say(f"form.session_fair_{each}") for each in (BOTH_HERE, MINE, OTHERWISE)
            },
        )
        said = Text(
            key="fair_said",
            label=say("form.session_fair_said"),
            hint=say("form.session_fair_said_hint"),
            when=("fair", (OTHERWISE,)),
            rows=2,
        )
        return FormStep(
            key="end",
            label=say("form.session_end"),
            heading=say("form.session_end_heading"),
            fields=(
                self._mirror(),
                Group(
                    look="section",
                    label=say("form.session_time"),
                    hint=say("form.session_time_hint"),
                    fields=(Group(look="lines", fields=shares),),
                ),
                Group(look="card", fields=(Group(look="beside", fields=(held, minutes)), after)),
                Group(look="card", fields=(fair, said)),
            ),
        )

    def _mirror(self) -> Plain:
        """Return what was written in two columns: on the cases' files, and between us."""
        places = [topic.case for topic in self.now.topics if topic.case]
        file: list[dict[str, str]] = []
        for place in places:
            file += [self._part(place, each, to=f"ours.{place}") for each in ("happened", *_CYCLE)]
            file += self._listed(place, place)
        between = [
            {"label": place or say("form.session_us"), "key": f"ours.{place or NO_CASE}"}
            | ({"to": f"happened.{place}"} if place else {})
            for place in dict.fromkeys([*places, ""])
        ]
        if any(not topic.case for topic in self.now.topics):
            own = [
                {"label": say("form.session_us"), "key": f"{each}.{NO_CASE}"}
                for each in ("happened", *_CYCLE)
            ]
            between = [*own, *between]
        between += self._listed(NO_CASE, "")
        columns = [
            {
                "label": say(f"form.session_{look}"),
                "hint": say(f"form.session_{look}_hint"),
                "look": look,
                "parts": parts,
            }
            for look, parts in ((_FILE, file), (_BETWEEN, between))
        ]
        words = {"move": say("form.session_move"), "empty": say("form.session_nothing_written")}
        return Plain(kind="mirror", more={"columns": columns, **words})

    def _part(self, place: str, column: str, to: str) -> dict[str, str]:
        label = f"{place} {label_of(CaseTalk, column)}"
        return {"label": label, "key": f"{column}.{place}", "to": to}

    def _listed(self, place: str, called: str) -> list[dict[str, str]]:
        return [
            {
                "label": f"{called} {say(f'form.session_listed_{each}')}".strip(),
                "key": f"{each}.{place}",
                "column": column,
            }
            for each, column in (("decisions", "what"), ("actions", "text"))
        ]

    def text(self, column: str, place: str, **more: Any) -> Text:
        prompt = self.framework.prompt(f"session_{column}")
        return Text(
            key=f"{column}.{place}",
            label=prompt.label,
            hint=prompt.hint,
            name=label_of(CaseTalk, column),
            **more,
        )

    def kind(self, group: str, key: str) -> str:
        return self.framework.kind(group, key)


def days_ahead(today: dt.date, every_days: int) -> list[tuple[str, str]]:
    """Offer the day the agreed rhythm comes to, and a week after it."""
    first = today + dt.timedelta(days=every_days)
    ahead = [first, first + dt.timedelta(days=7)]
    return [
        (say("form.session_in_days", n=(each - today).days), each.isoformat()) for each in ahead
    ]
