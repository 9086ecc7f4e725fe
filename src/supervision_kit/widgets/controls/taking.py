"""Which answers of a browser are taken over, and which are too large to be?

A browser sends all answers of a form at once. One that is far too long must not keep the others
from being taken, nor pass for an answer that is kept: it is noted under its address, which is a
question's key or, in a list that grows, "key/row/column". "" stands for all answers.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from supervision_kit.records import TEXT_LIMIT

#: Characters of one text: enough to see how much of a long paste has to go.
LARGEST_TEXT = 4 * TEXT_LIMIT
#: Bytes of all answers: a server's web socket is closed by a message above 10 MiB.
LARGEST_SENT = 6_000_000
LARGEST_VALUE = 8_000_000
_MOST_LEFT_OUT = 500


def take(
    value: object, left_out: object, before: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return all answers as they are now, and those that could not be taken.

    Parameters
    ----------
    value : object
        Answers by key, as a browser sent them.
    left_out : object
        Characters of each text the browser did not send because it is too long, by address.
    before : dict
        Answers that were taken before.

    Returns
    -------
    answers : dict
        An answer that could not be taken is there as it was before, if it was.
    untaken : dict
        Number of characters by address; empty when everything was taken.

    Examples
    --------
    >>> take({"kind": "home"}, {"story": 700_000}, {"story": "He had"})
    ({'kind': 'home', 'story': 'He had'}, {'story': 700000})
    """
    if not isinstance(value, dict) or (long := _long_texts(value)) is None:
        return dict(before), {"": 0}
    untaken = _left_out(left_out) | long
    kept = {address.partition("/")[0] for address in untaken}
    answers = {key: answer for key, answer in value.items() if key not in kept}
    return answers | {key: before[key] for key in kept if key in before}, untaken


def _long_texts(value: dict[Any, Any]) -> dict[str, int] | None:
    """Return how long the texts are that are too long; None if it is all too much."""
    try:
        sent = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        found = [each for key, answer in value.items() for each in texts(key, answer)]
    except (TypeError, ValueError, RecursionError):
        return None
    if len(sent.encode(errors="surrogatepass")) > LARGEST_VALUE:
        return None
    return {address: len(text) for address, text in found if len(text) > LARGEST_TEXT}


def texts(address: str, answer: object) -> Iterator[tuple[str, str]]:
    """Yield every text in an answer with its address; the texts of one rating share theirs."""
    if isinstance(answer, str):
        yield address, answer
    elif isinstance(answer, dict):
        for part in answer.values():
            yield from texts(address, part)
    elif isinstance(answer, list):
        for i, row in enumerate(answer):
            for column, part in row.items() if isinstance(row, dict) else [("", row)]:
                yield from texts(f"{address}/{i}/{column}", part)


def _left_out(found: object) -> dict[str, int]:
    if not isinstance(found, dict):
        return {}
    counts = [(key, n) for key, n in found.items() if type(n) is int and 0 <= n < 2**53]
    return dict(counts[:_MOST_LEFT_OUT])
