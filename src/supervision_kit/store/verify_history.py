"""Is the history as it was written: every saved state, every save, every link, every salt?"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from supervision_kit.frameworks import say
from supervision_kit.records import Erasure, Rating, kinds
from supervision_kit.records.kept import CASE, HOUSE_STREAM, Room
from supervision_kit.records.types import written_instant
from supervision_kit.store.history import (
    event_digest,
    first_link,
    next_link,
    revision_digest,
    save_part,
)
from supervision_kit.store.origin import beside_text
from supervision_kit.store.raw_rows import RawRows

SavedRow = dict[str, Any]


@dataclass(frozen=True)
class State:
    """The last state a record was saved in."""

    stream: str
    version: int
    digest: str
    beside: str = ""


@dataclass
class Book:
    """What the history tells, read once.

    Attributes
    ----------
    salts : dict of str to str
        Salt of each case, by the id of its history.
    saves : dict of str to dict
        Rows of `saves` by id.
    heads : dict of str to dict
        Rows of `history_heads` by history.
    events : list of dict
        Rows of `history` in order.
    digests : dict
        Digests of what one save did to one case, by both ids, in the order saved.
    asked : dict of str to str
        Digest of all that a save holds, by its id.
    last : dict
        Last saved state of each record, by table and id.
    wordings : dict of str to set of str
        Which saves hold ratings answered under a wording.
    rooms : dict of str to str
        Each room in words, such as "case K-01", with its code as it was last saved, by the id of
        its history.
    begun : set of str
        Rooms that begin with nothing in them yet, as that of somebody who is new here: what opens
        one is kept elsewhere.
    states : dict of str to list of bool
        Which saved states of each case are as they were saved.
    erased : set of (str, str)
        History and id of each record whose words were erased, because it was in the wrong case.
    emptied : set of str
        Saves that hold a state of such a record: what they asked for cannot be compared any more.
    """

    salts: dict[str, str] = field(default_factory=dict)
    saves: dict[str, SavedRow] = field(default_factory=dict)
    heads: dict[str, SavedRow] = field(default_factory=dict)
    events: list[SavedRow] = field(default_factory=list)
    digests: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    last: dict[tuple[str, str], State] = field(default_factory=dict)
    wordings: dict[str, set[str]] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    states: dict[str, list[bool]] = field(default_factory=dict)
    erased: set[tuple[str, str]] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)

    @property
    def n_events(self) -> int:
        """Count the events."""
        return len(self.events)

    def room(self, stream: object) -> str:
        """Name the room of a history; one that was never saved by its id."""
        if stream == HOUSE_STREAM:
            return say("store.room_house")
        return self.rooms.get(str(stream)) or room_in_words(CASE, f"{str(stream)[:8]}…")

    def findings(self) -> Iterator[str]:
        """Say what of the history is not as it was written."""
        yield from self._states()
        yield from self._salts()
        yield from self._chains()
        yield from self._saves()

    def _states(self) -> Iterator[str]:
        for stream, sound in self.states.items():
            if stream in self.salts and not any(sound):
                yield say("store.found_salt", room=self.room(stream))
            elif stream in self.salts:
                yield from [say("store.found_state", room=self.room(stream))] * sound.count(False)

    def _salts(self) -> Iterator[str]:
        for stream in sorted(self.heads.keys() ^ self.salts.keys(), key=str):
            key = "no_salt" if stream in self.heads else "loose_salt"
            yield say(f"store.found_{key}", room=self.room(stream))

    def _chains(self) -> Iterator[str]:
        heads, left = dict(self.heads), dict(self.digests)
        for stream, chain in groupby(self.events, key=lambda row: row["stream"]):
            yield from self._chain(stream, list(chain), heads.pop(stream, {}), left)
        for stream, head in heads.items():
            is_new = (head["seq"], head["link"]) == (0, first_link(str(stream)))
            if not (is_new and stream in self.begun):
                yield say("store.found_head", room=self.room(stream))
        for stream in sorted({str(stream) for _save, stream in left}):
            yield say("store.found_loose_state", room=self.room(stream))

    def _chain(
        self,
        stream: str,
        chain: list[SavedRow],
        head: SavedRow,
        left: dict[tuple[str, str], list[str]],
    ) -> Iterator[str]:
        link = first_link(str(stream))
        for seq, event in enumerate(chain, start=1):
            digests = left.pop((event["save_id"], stream), [])
            link, wrong = self._event(link, stream, seq, event, digests)
            if wrong:
                yield say(f"store.found_{wrong}", room=self.room(stream), step=seq)
        if (head.get("seq"), head.get("link")) != (len(chain), link):
            yield say("store.found_head", room=self.room(stream))

    def _event(
        self, before: str, stream: str, seq: int, event: SavedRow, digests: list[str]
    ) -> tuple[str, str]:
        """Give the link an event should have, and what is wrong with it, or ""."""
        save = self.saves.get(event["save_id"])
        if save is None:
            return event["link"], "lost_save"
        moment = moment_of(save["saved_at"])
        if moment is None:
            return event["link"], "link"
        digest = event_digest(digests)
        link = next_link(
            before, str(stream), seq, str(save["save_id"]), str(save["author"]), moment, digest
        )
        if (event["digest"], event["n_records"]) != (digest, len(digests)):
            return event["link"], "event"
        if (event["seq"], event["link"]) != (seq, link):
            return event["link"], "link"
        return link, ""

    def _saves(self) -> Iterator[str]:
        streams = {event["save_id"]: event["stream"] for event in self.events}
        for save_id, save in self.saves.items():
            if save_id not in streams:
                yield say("store.found_loose_save")
            elif save_id not in self.emptied and save["digest"] != self.asked.get(save_id):
                yield say("store.found_save", room=self.room(streams[save_id]))


def moment_of(value: object) -> dt.datetime | None:
    """Read a moment as an engine keeps it; None if it is not one we would have written."""
    if isinstance(value, dt.datetime):
        return value
    try:
        return written_instant(str(value))
    except ValueError:
        return None


_OPENS = {kind.__tablename__: kind.kept.opens for kind in kinds() if kind.kept.opens}
_ASKED = ("kind", "record_id", "content")


def room_in_words(room: Room, code: object) -> str:
    """Name a room as a finding does."""
    return say(f"store.room_{room.name}", code=code)


def read_book(rows: RawRows) -> Book:
    """Read the history of a store, and every saved state once."""
    book = Book()
    book.salts = {row["stream"]: row["salt"] for row in rows.of("salts")}
    book.saves = {row["save_id"]: row for row in rows.of("saves")}
    book.heads = {row["stream"]: row for row in rows.of("history_heads")}
    book.events = list(rows.of("history", "stream", "seq"))
    for table, room in _OPENS.items():
        book.rooms |= {row["id"]: room_in_words(room, row["code"]) for row in rows.of(table)}
    erasures = rows.of(Erasure.__tablename__)
    book.erased = {(row["case_id"], row["erased_id"]) for row in erasures}
    states = rows.of("revisions", "save_id", "position")
    for save_id, states_of_save in groupby(states, key=lambda row: row["save_id"]):
        asked = hashlib.sha256()
        for position, state in enumerate(states_of_save):
            asked.update(save_part(*(str(state[name]) for name in _ASKED)))
            is_sound = _take(book, state) and state["position"] == position
            if _is_emptied(book, state):
                book.emptied.add(save_id)
            else:
                book.states.setdefault(state["stream"], []).append(is_sound)
        book.asked[save_id] = asked.hexdigest()
    return book


def _take(book: Book, state: SavedRow) -> bool:
    """Put a saved state into the book; say whether it is as it was saved."""
    stream, record, version = state["stream"], (state["kind"], state["record_id"]), 0
    if isinstance(state["row_version"], int):
        version = state["row_version"]
    book.digests.setdefault((state["save_id"], stream), []).append(str(state["digest"]))
    if record not in book.last or book.last[record].version < version:
        book.last[record] = State(stream, version, str(state["digest"]), beside_text(state))
    if not _is_emptied(book, state):
        _note(book, state)
    return state["digest"] == state_digest(book, state, state["content"], beside_text(state))


def _is_emptied(book: Book, state: SavedRow) -> bool:
    """Say whether the words of a state are gone because its record was erased."""
    return state["content"] is None and (state["stream"], state["record_id"]) in book.erased


def _note(book: Book, state: SavedRow) -> None:
    """Keep the code of a room, and under which words a rating was answered."""
    if room := _OPENS.get(state["kind"]):
        code = _read(state["content"]).get("code")
        if code is not None:
            book.rooms[state["record_id"]] = room_in_words(room, code)
        if state["stream"] != state["record_id"]:
            book.begun.add(state["record_id"])
    elif state["kind"] == Rating.__tablename__:
        wording = str(_read(state["content"]).get("wording"))
        book.wordings.setdefault(wording, set()).add(state["save_id"])


def _read(content: object) -> dict[str, Any]:
    try:
        read = json.loads(str(content))
    except (ValueError, RecursionError):
        read = None
    return read if isinstance(read, dict) else {}


def state_digest(book: Book, state: SavedRow, content: str, beside: str) -> str:
    """Digest a saved state anew; "" if the case has no salt to do it with."""
    parts = (state["kind"], state["record_id"], state["row_version"], content, beside)
    try:
        return revision_digest(book.salts[state["stream"]], *parts)
    except (KeyError, TypeError, ValueError):
        return ""
