"""What should a supervision session think about today, suggested from the caseload?

Open safety concerns stand outside and first. Then at most five points: what the practitioner asks,
little of what is due, something to think about, good news, and rather a quiet case than one more
date. Which reasons there are stands in `agenda_reasons`; here is how few of their points are
chosen, and which were put away.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from supervision_kit.analysis.agenda_reasons import AGENDA_REASONS, Suggestion
from supervision_kit.analysis.at_hand import AtHand, at_hand, written_on
from supervision_kit.analysis.waiting import days, texts_of

__all__ = ["MOST_DUE", "MOST_ON_AGENDA", "Agenda", "five", "put_away", "suggested"]

#: So many points stand on an agenda beside open safety concerns, so many of them about what is due.
MOST_ON_AGENDA = 5
MOST_DUE = 2
# From so many points to think about on, one of them is a quiet case.
_WITH_QUIET = 2


@dataclass(frozen=True)
class Agenda:
    """What is suggested for a session.

    Attributes
    ----------
    safety : tuple of Suggestion
        Each open concern, the oldest first; they count among no five.
    first : tuple of Suggestion
        At most `MOST_ON_AGENDA`, in the order of weight; the practitioner's own question first.
    rest : tuple of Suggestion
        All others, in the order of weight.
    """

    safety: tuple[Suggestion, ...]
    first: tuple[Suggestion, ...]
    rest: tuple[Suggestion, ...]

    def beside(self, point: Suggestion) -> tuple[Suggestion, ...]:
        """Return what of the rest is about the same case; nothing for a point about none."""
        return tuple(each for each in self.rest if each.case and each.case == point.case)


def suggested(
    tables: Mapping[str, pd.DataFrame],
    dimensions: pd.DataFrame,
    *,
    supervision: str,
    codes: Collection[str],
    today: date,
) -> Agenda:
    """Suggest the agenda of a supervision session.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``Store.tables()``, its `dates_ahead` with a column `label` (str) too. Rows of other
        cases and other supervisions are passed over.
    dimensions : DataFrame
        As ``Framework.dimensions()``.
    supervision : str
        The code of the supervision: what is shared with it, and put away in it.
    codes : collection of str
        The cases it is about.
    today : date
        The day of the session.

    Returns
    -------
    Agenda
        The same for the same records, whatever order they are in.
    """
    cases = at_hand(tables, dimensions, supervision=supervision, codes=codes, today=today)
    away = put_away(tables, supervision)
    points = [each for each in _points(cases, today) if not _is_away(each, away)]
    safety = [each for each in points if each.part == "safety"]
    others = [each for each in points if each.part != "safety"]
    first = five(others, there={each.case for each in safety})
    rest = [each for each in others if each not in first]
    return Agenda(tuple(safety), tuple(first), tuple(rest))


def five(points: Sequence[Suggestion], *, there: Collection[str] = ()) -> list[Suggestion]:
    """Choose of many points the few that an agenda has room for.

    Parameters
    ----------
    points : sequence of Suggestion
        In the order of weight, without open safety concerns.
    there : collection of str
        Codes of cases that are on the agenda already.

    Returns
    -------
    list of Suggestion
        At most `MOST_ON_AGENDA`, in the order of weight: at most `MOST_DUE` about what is due, at
        least one to think about and exactly one good news if there are any; of two or more to
        think about one of a quiet case if there is one. No case is there twice, unless there is
        nothing else; good news may be of any case.
    """
    good = [each for each in points if each.part == "good"][:1]
    others = [each for each in points if each.part != "good"]
    chosen = _filled(others, MOST_ON_AGENDA - len(good), set(there))
    chosen = _with_a_quiet_one(chosen, others, set(there))
    return [each for each in points if each in chosen or each in good]


def _filled(points: Sequence[Suggestion], room: int, there: set[str]) -> list[Suggestion]:
    """Take points in the order of weight: first of cases that are not there, then of any."""
    chosen: list[Suggestion] = []
    for again in (False, True):
        for point in points:
            cases = there | {each.case for each in chosen}
            if point in chosen or (point.case and point.case in cases and not again):
                continue
            if len(chosen) < room and _fits(point, chosen, points, room):
                chosen.append(point)
    return chosen


def _fits(
    point: Suggestion, chosen: Sequence[Suggestion], points: Sequence[Suggestion], room: int
) -> bool:
    """Say whether a point has room: the last place is kept for something to think about."""
    if point.part == "think":
        return True
    if point.part == "due" and sum(each.part == "due" for each in chosen) >= MOST_DUE:
        return False
    thoughtless = not any(each.part == "think" for each in chosen)
    kept = thoughtless and any(each.part == "think" for each in points)
    return len(chosen) < room - kept


def _with_a_quiet_one(
    chosen: Sequence[Suggestion], points: Sequence[Suggestion], there: set[str]
) -> list[Suggestion]:
    """Put a quiet case in the place of the last of several points to think about."""
    thoughts = [each for each in chosen if each.part == "think"]
    cases = there | {each.case for each in chosen}
    quiet = [each for each in points if each.is_quiet and each.case not in cases]
    if not quiet or len(thoughts) < _WITH_QUIET or any(each.is_quiet for each in thoughts):
        return list(chosen)
    last = max(thoughts, key=points.index)
    return [each for each in chosen if each is not last] + quiet[:1]


def _points(cases: Sequence[AtHand], today: date) -> list[Suggestion]:
    """Return every point of every case, in the order of weight.

    Within one reason a tricky case comes first, then the oldest, of good news the newest.
    """
    found = []
    for place, (key, reason) in enumerate(AGENDA_REASONS.items()):
        way = -1 if reason.newest_first else 1
        for at in cases:
            for each in reason.find(at, today):
                fields = each._asdict()
                order = (place, not at.tricky, way * fields.pop("since").toordinal())
                point = Suggestion(key, reason.part, at.known.code, **fields)
                found.append(((*order, point.case, point.record), point))
    return [point for _, point in sorted(found, key=lambda each: each[0])]


def put_away(tables: Mapping[str, pd.DataFrame], supervision: str) -> dict[tuple[str, str], date]:
    """Return what was said not to fit in a supervision, and when last.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        `agenda_points`, `supervision_sessions` and `cases`, as ``Store.tables()``.
    supervision : str
        The code of the supervision.

    Returns
    -------
    dict of (str, str) to date
        By reason and code of the case, "" for none: the day of the session, or the day it was
        written if that was before.
    """
    sessions, cases = tables["supervision_sessions"], tables["cases"]
    held, planned = days(sessions, "held_on"), days(sessions, "planned_on")
    met = {
        record: on or plan
        for record, on, plan in zip(sessions["id"].tolist(), held, planned, strict=True)
    }
    codes = dict(zip(cases["id"].tolist(), cases["code"].tolist(), strict=True)) | {"": ""}
    points = tables["agenda_points"]
    names = ("supervision", "fate", "reason", "case_id", "session_id")
    columns = (texts_of(points, name) for name in names)
    found: dict[tuple[str, str], date] = {}
    for room, fate, reason, case, session, wrote in zip(*columns, written_on(points), strict=True):
        if room == supervision and fate == "does_not_fit" and case in codes:
            key, day = (reason, codes[case]), min(met.get(session, wrote), wrote)
            found[key] = max(day, found.get(key, day))
    return found


def _is_away(point: Suggestion, away: Mapping[tuple[str, str], date]) -> bool:
    """Say whether a point was put away, and nothing newer is known; safety never is."""
    day = away.get((point.reason, point.case))
    return point.part != "safety" and day is not None and point.day <= day
