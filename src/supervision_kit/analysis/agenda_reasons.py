"""Why might something be worth the time of a supervision session?

Each reason is one function of `AGENDA_REASONS` and its words: given what is known about a case, it
says what there is, since when and why, or nothing. None is a verdict: a point is put away with a
word and stays away until there is something newer.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from supervision_kit.analysis.at_hand import FOUR_THINGS, AtHand, AtRisk, Held, Signalled
from supervision_kit.analysis.proportion import wilson_interval
from supervision_kit.analysis.raters import rater_in_words
from supervision_kit.analysis.rhythm import Rhythm, quiet
from supervision_kit.analysis.thresholds import (
    COMMENTS_CONFIDENCE,
    COMMENTS_NEEDS,
    COMMENTS_SHARE,
    SILENT_RHYTHMS,
)
from supervision_kit.analysis.waiting import (
    DATE_DAYS,
    ORDER_ENDS,
    PROMISE_DAYS,
    REASONS,
    Promised,
    Waiting,
    is_aside,
    with_end_of_order,
)
from supervision_kit.frameworks import day_short, say, says

__all__ = ["AGENDA_REASONS", "AgendaPart", "AgendaReason", "Raised", "Suggestion"]

# Somebody at risk is to be seen within so many days, where no rhythm of contact is agreed.
UNSEEN_DAYS = 28
# An action is brought up from so many days before its day on: as a promise is.
ACTION_DAYS = PROMISE_DAYS
# After so many days a case has not been talked about for long, and news are old.
TALK_DAYS = 91
# What is missing in so many contacts, one after the other, is no chance.
CONTACTS = 3
#: The dates that a session looks ahead to; those of every day are not among them.
HEARINGS = ("hearing", ORDER_ENDS)

#: What a point is: always first; brought by the practitioner; about what is due; to think about;
#: good news.
AgendaPart = Literal["safety", "asked", "due", "think", "good"]


class Raised(NamedTuple):
    """What a reason found in a case.

    Attributes
    ----------
    what, why : str
        The two parts of its sentence: what it is; since when or why it is here.
    day : date
        The newest day it rests on, or from which on it holds: nothing newer is known to it.
    since : date
        The day by which points of one reason are ordered.
    text : str
        What a person typed about it, as they typed it; "" if nothing.
    record : str
        Id of the record it rests on, if it is one.
    form : str
        The form that answers it, with the record it changes behind a dot; "" if there is none.
    """

    what: str
    why: str
    day: date
    since: date
    text: str = ""
    record: str = ""
    form: str = ""


@dataclass(frozen=True)
class AgendaReason:
    """One reason: what its points are, and the function that finds them.

    Attributes
    ----------
    part : {"safety", "asked", "due", "think", "good"}
    find : callable
        From what is known about a case, and today, to what there is.
    quiet : bool
        Whether its case is a quiet one: it raises nothing, and is forgotten for that.
    newest_first : bool
        Whether of several the newest comes first, and not the oldest.
    """

    part: AgendaPart
    find: Callable[[AtHand, date], Iterator[Raised]]
    quiet: bool = False
    newest_first: bool = False


@dataclass(frozen=True)
class Suggestion:
    """One point that is suggested for the agenda.

    Attributes
    ----------
    reason : str
        A key of `AGENDA_REASONS`.
    part : {"safety", "asked", "due", "think", "good"}
        What it is.
    case : str
        Code of the case, "" for none.
    day : date
        The newest day it rests on: one that was put away stays away until there is a newer one.
    what, why : str
        The two parts of its sentence: what it is; since when or why it is here.
    text : str
        What a person typed about it, as they typed it; "" if nothing.
    record : str
        Id of the record it rests on, if it is one.
    form : str
        The form that answers it, with the record it changes behind a dot; "" if there is none.
    """

    reason: str
    part: AgendaPart
    case: str
    day: date
    what: str
    why: str
    text: str = ""
    record: str = ""
    form: str = ""

    @property
    def sentence(self) -> str:
        """Its two parts as one sentence, without what a person typed: what a record keeps."""
        return say("agenda.sentence", what=self.what, why=self.why)

    @property
    def is_quiet(self) -> bool:
        """Whether its case is one that raises nothing, and is forgotten for that."""
        return AGENDA_REASONS[self.reason].quiet


def _safety(at: AtHand, today: date) -> Iterator[Raised]:
    """Find each concern that nobody has closed, as it waits."""
    about = {each.record: each.about for each in at.known.concerns}
    for each in REASONS["safety"](at.known, today):
        who = about[each.record]
        what = say("agenda.safety_about", who=who) if who else say("agenda.safety")
        opened = _since(each)
        why = say("waiting.safety_since", day=day_short(opened, today=today))
        yield Raised(what, why, opened, opened, each.text, each.record, each.form)


def _asked(at: AtHand, today: date) -> Iterator[Raised]:
    """Find what the practitioner brings, the question in their own words."""
    for each in at.brought:
        key = "asked_question" if each.question else "asked_brings"
        why = say("agenda.asked_why", day=day_short(each.on, today=today))
        text = each.question or each.brings
        yield Raised(say(f"agenda.{key}", who=each.who), why, each.on, each.on, text, each.record)


def _unseen(at: AtHand, today: date) -> Iterator[Raised]:
    """Find those at risk who have not been seen for long, and name who has been longest not."""
    if at.known.closed_on:
        return
    long = [each for each in at.at_risk if _is_long(at.known.rhythm, _seen(each), today)]
    if not long:
        return
    first = min(long, key=lambda each: (_seen(each), each.called))
    more = {"n": len(long), "n_more": len(long) - 1}
    day = max(_became_long(at.known.rhythm, _seen(each), today) for each in long)
    what = say("agenda.unseen", who=first.called, **more)
    yield Raised(what, _not_seen(first, today), day, _seen(first), form="contact")


def _seen(person: AtRisk) -> date:
    return person.seen_on or person.since


def _is_long(rhythm: Sequence[Rhythm], since: date, today: date) -> bool:
    silence = quiet(rhythm, since, today)
    if silence is None:
        return (today - since).days > UNSEEN_DAYS
    return silence.n_rhythms > SILENT_RHYTHMS


def _became_long(rhythm: Sequence[Rhythm], since: date, today: date) -> date:
    """Return the first day on which a silence that is long by now was."""
    every = range((today - since).days + 1)
    n = bisect_left(every, True, key=lambda n: _is_long(rhythm, since, since + timedelta(n)))
    return since + timedelta(n)


def _not_seen(person: AtRisk, today: date) -> str:
    day = day_short(_seen(person), today=today)
    if person.seen_on is None:
        return say("agenda.unseen_never", day=day)
    if person.themselves:
        return say("agenda.unseen_since", day=day)
    if person.alone_on == person.seen_on:
        return say("agenda.unseen_then_alone", day=day)
    if person.alone_on is None:
        return say("agenda.unseen_never_alone", day=day)
    return say("agenda.unseen_alone", day=day, alone=day_short(person.alone_on, today=today))


def _action(at: AtHand, today: date) -> Iterator[Raised]:
    """Find the actions that are due, or will be soon: the first due stands for all."""
    dated = [(each.due_on, each) for each in at.actions if each.due_on]
    near = [each for each in dated if (each[0] - today).days <= ACTION_DAYS]
    due = sorted(near, key=lambda each: (each[0], each[1].agreed_on, each[1].record))
    for on, each in due[:1]:
        who = each.who or say("agenda.organisation")
        what = say("agenda.action", who=who, day=day_short(on, today=today))
        agreed = day_short(each.agreed_on, today=today)
        why = say("agenda.action_carried", n=each.n_carried, day=agreed)
        day = max(_came_due(other_on, other.agreed_on, today) for other_on, other in due)
        yield Raised(what, why, day, on, each.text, each.record)


def _came_due(due_on: date, agreed_on: date, today: date) -> date:
    """Return since when an action is brought up: it came near, or its day has passed."""
    if due_on < today:
        return due_on + timedelta(1)
    return max(agreed_on, due_on - timedelta(ACTION_DAYS))


def _broken(at: AtHand, today: date) -> Iterator[Raised]:
    """Find promises that were broken and not apologised for: the oldest stands for all."""
    waits = sorted(REASONS["broken"](at.known, today), key=lambda one: (_since(one), one.record))
    records = {each.record for each in waits}
    broken = {each.record: each for each in at.known.promises if each.record in records}
    for each in waits[:1]:
        made = broken[each.record].made
        dated = (day for one in broken.values() for day in (one.made, one.due, one.settled) if day)
        newest = max(day for day in dated if day <= today)
        what = say("agenda.broken", n=len(waits), day=day_short(made, today=today))
        why = say("waiting.no_apology")
        yield Raised(what, why, newest, made, each.text, each.record)


def _date(at: AtHand, today: date) -> Iterator[Raised]:
    """Find the next hearing, or the end of the order, of an open case within six weeks."""
    if at.known.closed_on:
        return
    coming = with_end_of_order(at.known.ahead, at.known.order_ends_on)
    near = sorted(
        each
        for each in coming
        if each.kind in HEARINGS and 0 <= (each.on - today).days <= DATE_DAYS
    )
    for each in near[:1]:
        label = each.label[:1].upper() + each.label[1:]
        what = say("agenda.date", what=label, day=day_short(each.on, today=today))
        why = say("waiting.away", n=(each.on - today).days)
        came = (max(one.on - timedelta(DATE_DAYS), _noted(at, one.record)) for one in near)
        form = f"date.{each.record}" if each.record else ""
        yield Raised(what, why, min(today, max(came)), each.on, "", each.record, form)


def _noted(at: AtHand, record: str) -> date:
    return at.noted.get(record, date.min)


def _worker(at: AtHand, today: date) -> Iterator[Raised]:
    """Find that somebody else has the case, and nobody has talked about it since."""
    if at.known.closed_on or len(at.workers) < 2:
        return
    last = at.workers[-1]
    known = at.talked_on or today - timedelta(TALK_DAYS)
    if last.on > known:
        what = say("agenda.worker", who=last.worker, day=day_short(last.on, today=today))
        why, form = say("agenda.worker_why"), f"worker.{last.record}"
        yield Raised(what, why, last.on, last.on, "", last.record, form)


def _apart(at: AtHand, today: date) -> Iterator[Raised]:
    """Find what worker and client see differently."""
    found = [] if at.known.closed_on else [each for each in at.signals if each.news == "apart"]
    if found:
        names = tuple(dict.fromkeys(name for one in found for name in one.names))
        day = max(one.on for one in found)
        why = say("agenda.apart_why", day=day_short(day, today=today))
        yield Raised(say("agenda.apart", names=_named(names)), why, day, day)


def _harder(at: AtHand, today: date) -> Iterator[Raised]:
    """Find what got harder in ratings."""
    found = [] if at.known.closed_on else [each for each in at.signals if each.news == "harder"]
    for each in found[:1]:
        day = max(one.on for one in found)
        yield Raised(_moved("harder", each), _rated(each, today), day, day)


def _moved(way: str, signal: Signalled) -> str:
    return _of_rule(way, signal, names=_named(signal.names))


def _rated(signal: Signalled, today: date) -> str:
    who, day = rater_in_words(signal.rater), day_short(signal.on, today=today)
    return _of_rule("rated", signal, who=who, day=day)


def _of_rule(words: str, signal: Signalled, **values: str) -> str:
    """Say it as the rule of a signal has it, or as all others do."""
    own = f"agenda.{words}.{signal.rule}"
    return say(own if says(own) else f"agenda.{words}.any", **values)


def _named(names: Sequence[str]) -> str:
    """Name the first of some dimensions, and say whether there are more."""
    return say("agenda.names", n=len(names), name=names[0])


def _silence(at: AtHand, today: date) -> Iterator[Raised]:
    """Find that the last entry is old, as it waits."""
    if any(REASONS["silence"](at.known, today)):
        last, every = at.known.last_on, at.known.rhythm[-1].every
        what = say("agenda.silence", n=(today - last).days)
        yield Raised(what, say("waiting.rhythm", n=every), last, last, form="contact")


def _unclear(at: AtHand, today: date) -> Iterator[Raised]:
    """Find what was not made clear, or not said back, in each of the last three contacts."""
    last = at.contacts[-CONTACTS:]
    if at.known.closed_on or len(last) < CONTACTS:
        return
    told = [any(each) for each in zip(*(contact.told for contact in last), strict=True)]
    things = [thing for thing, known in zip(FOUR_THINGS, told, strict=True) if not known]
    missing = _missing(things, any(contact.said_back for contact in last))
    if missing:
        day = last[-1].on
        why = say("agenda.unclear_why", day=day_short(day, today=today))
        yield Raised(say("agenda.unclear", things=missing), why, day, day)


def _missing(things: Sequence[str], said_back: bool) -> str:
    """Name what is missing: the one thing or how many, and the saying back."""
    if not things:
        return "" if said_back else say("agenda.unclear_said_back")
    thing = say(f"agenda.thing.{things[0]}")
    named = say("agenda.unclear_things", n=len(things), thing=thing)
    return named if said_back else say("agenda.unclear_both", things=named)


def _comments(at: AtHand, today: date) -> Iterator[Raised]:
    """Find a case in which little is praised, or nothing challenged, of enough that was counted."""
    counted = [each for each in at.contacts if each.n_positives or each.n_challenges]
    n_positives, n = sum(each.n_positives for each in counted), _n_comments(counted)
    if at.known.closed_on or n < COMMENTS_NEEDS:
        return
    if is_aside(at.known, "positives_to_challenges", at.known.last_on):
        return
    day = counted[-1].on
    if n_positives == n:
        why = say("agenda.no_challenge_why", n=n)
        yield Raised(say("agenda.no_challenge"), why, day, day)
    elif wilson_interval(n_positives, n, COMMENTS_CONFIDENCE).upper < COMMENTS_SHARE:
        why = say("agenda.few_positives_why", n_positives=n_positives, n=n)
        yield Raised(say("agenda.few_positives"), why, day, day)


def _n_comments(contacts: Sequence[Held]) -> int:
    return sum(each.n_positives + each.n_challenges for each in contacts)


def _repair(at: AtHand, today: date) -> Iterator[Raised]:
    """Find a complaint or a rupture that is open: the oldest stands for all."""
    for each in sorted(at.mending)[:1]:
        what = say(f"agenda.repair_{each.kind}")
        why = say("agenda.since", day=day_short(each.on, today=today))
        day, form = max(one.on for one in at.mending), f"repair.{each.record}"
        yield Raised(what, why, day, each.on, each.worry, each.record, form)


def _marked(at: AtHand, today: date) -> Iterator[Raised]:
    """Find that in the last round the case was to be brought next time, and has not been."""
    if at.marked_on and not (at.talked_on and at.talked_on > at.marked_on):
        why = say("agenda.marked_why", day=day_short(at.marked_on, today=today))
        yield Raised(say("agenda.marked"), why, at.marked_on, at.marked_on)


def _good(at: AtHand, today: date) -> Iterator[Raised]:
    """Find the newest good news since the case was last talked about: it moved, a promise kept."""
    if at.known.closed_on:
        return
    moved = [(each.on, each) for each in at.signals if each.news == "good"]
    kept = [
        (each.settled or each.due or each.made, each)
        for each in at.known.promises
        if each.state == "kept"
    ]
    known = max(at.talked_on or date.min, today - timedelta(TALK_DAYS))
    new = [each for each in [*moved, *kept] if known < each[0] <= today]
    for day, each in sorted(new, key=_newest)[:1]:
        if isinstance(each, Signalled):
            yield Raised(_moved("better", each), _rated(each, today), day, day)
        else:
            why = say("agenda.kept_why", day=day_short(day, today=today))
            yield Raised(say("agenda.kept"), why, day, day, each.text, each.record)


def _newest(news: tuple[date, Signalled | Promised]) -> tuple[int, str]:
    """Return the place of good news: the newest first, on one day what moved before a promise."""
    day, each = news
    return -day.toordinal(), each.record if isinstance(each, Promised) else ""


def _not_talked(at: AtHand, today: date) -> Iterator[Raised]:
    """Find an open case that was not talked about for three months, or not since its opening."""
    since = max(at.talked_on or at.opened_on, at.opened_on)
    n_days = (today - since).days
    if at.known.closed_on or n_days <= TALK_DAYS:
        return
    day, talked = day_short(since, today=today), at.talked_on == since
    what = say("agenda.not_talked", n=n_days // 7) if talked else say("agenda.never_talked")
    why = say("agenda.not_talked_why" if talked else "agenda.never_talked_why", day=day)
    yield Raised(what, why, since + timedelta(TALK_DAYS + 1), since)


def _since(waits: Waiting) -> date:
    return waits.day or date.min


#: What may be worth the time of a session, the weightiest first.
AGENDA_REASONS: dict[str, AgendaReason] = {
    "safety": AgendaReason("safety", _safety),
    "asked": AgendaReason("asked", _asked),
    "unseen": AgendaReason("due", _unseen),
    "action": AgendaReason("due", _action),
    "broken": AgendaReason("due", _broken),
    "date": AgendaReason("due", _date),
    "worker": AgendaReason("think", _worker),
    "apart": AgendaReason("think", _apart),
    "harder": AgendaReason("think", _harder),
    "silence": AgendaReason("think", _silence, quiet=True),
    "unclear": AgendaReason("think", _unclear),
    "comments": AgendaReason("think", _comments),
    "repair": AgendaReason("think", _repair),
    "marked": AgendaReason("think", _marked),
    "good": AgendaReason("good", _good, newest_first=True),
    "not_talked": AgendaReason("think", _not_talked, quiet=True),
}
