"""Where do records go, and where do tables come from?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar, get_args

import pandas as pd
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from supervision_kit.access import Action, Standing, may
from supervision_kit.errors import AccessDenied, DamagedStore, InvalidRecord, StoreError, TornStore
from supervision_kit.frameworks import Framework, Scale, say, worded_dimensions
from supervision_kit.records import (
    Case,
    Contact,
    Dismissal,
    Event,
    Person,
    PlanDate,
    Promise,
    Rating,
    Record,
    WorkerSpell,
    clean_text,
    new_id,
)
from supervision_kit.records.record import by_code, can_be_taken_back, opener_of
from supervision_kit.store import acts, migrate
from supervision_kit.store.asked import Save, Saved
from supervision_kit.store.changes import read_changes
from supervision_kit.store.conflicts import name_conflict, was_overtaken
from supervision_kit.store.drafts import (
    Draft,
    DraftKey,
    read_draft,
    read_drafts,
    remove_draft,
    write_draft,
)
from supervision_kit.store.engine import describe_place, reading, writing
from supervision_kit.store.history import entry_of
from supervision_kit.store.manifest import last_backup_sentence
from supervision_kit.store.origin import Origin
from supervision_kit.store.people import (
    codes_named,
    codes_of_people,
    new_person,
    people_of_codes,
    person_id_of,
    put_ids,
    standings,
    told_by_code,
)
from supervision_kit.store.place import caution
from supervision_kit.store.read import (
    DAMAGED,
    case_id_of,
    count_records,
    find_record,
    read_all,
    read_codes,
    read_records,
    read_shown,
    read_talked_in,
    read_wordings,
    read_words,
    room_id_of,
)
from supervision_kit.store.salvaging import Salvaged, salvage
from supervision_kit.store.standing import (
    Reader,
    is_looked_after,
    person_of,
    read_as,
    standings_to,
)
from supervision_kit.store.tables import WORDINGS
from supervision_kit.store.verify import Verification, verify_all
from supervision_kit.store.write import saving, write

R = TypeVar("R", bound=Record)
_T = TypeVar("_T")


class Snapshot(NamedTuple):
    """What a page tells, as it was at one moment.

    Attributes
    ----------
    tables : dict of str to DataFrame
        As `Store.tables`, the ratings without who wrote them: no page tells it of each of them.
    drafts : DataFrame
        As `Store.drafts`.
    codes : list of str
        As `Store.codes`.
    changes : DataFrame
        As `Store.changes` of that case; without rows where all are read.
    talked_in : DataFrame
        On which days that case was talked about in which supervision, of those the reader may read:
        `held_on` (date) and `supervision` (code), the earliest first. Without rows where all are
        read.
    """

    tables: dict[str, pd.DataFrame]
    drafts: pd.DataFrame
    codes: list[str]
    changes: pd.DataFrame
    talked_in: pd.DataFrame


class Store:
    """A caseload in a file or database; `open_store` makes one.

    Every call is one transaction of its own, and nothing stays open between calls, so a store can
    be held as long as a page is open, and forms of many pages can use one file.

    Every table that is read ends with who wrote each record: `author` (str) and `saved_at` (UTC)
    of its first save; `changed_by` and `changed_at` of its last, missing if it was saved once; and
    `brought_by` and `brought_at` for a record that an import brought in with its author.

    Attributes
    ----------
    framework : Framework
        What records are checked against.
    author : str
        Who is at work; saves and drafts are theirs.
    engine : Engine
        For this package's own modules.
    scripts : Path
        Folder of the migrations that made its tables.
    is_shared : bool
        Whether several people come to it through one server, each to what is theirs.
    """

    def __init__(
        self,
        engine: Engine,
        framework: Framework,
        author: str,
        scripts: Path = migrate.MIGRATION_SCRIPTS,
        *,
        is_shared: bool = False,
    ) -> None:
        self.engine = engine
        self.framework = framework
        self.author = author
        self.scripts = scripts
        self.is_shared = is_shared
        self._damage: dict[str, str] = {}
        self._salvaged: Salvaged | None = None
        self._known = ""

    @property
    def location(self) -> str:
        """Where it is, fit for a sentence: a path, or host and database."""
        return describe_place(self.engine.url)

    @property
    def is_own_file(self) -> bool:
        """Whether it is a file that all belongs to the one account that opens it."""
        return self.engine.dialect.name == "sqlite" and not self.is_shared

    @property
    def caution(self) -> str | None:
        """A sentence if the store lies in a folder that a cloud copies while it changes."""
        if self.engine.dialect.name != "sqlite":
            return None
        return caution(Path(self.location))

    @property
    def damage(self) -> list[str]:
        """One sentence a table of which rows could not be read and were left out, so far."""
        return list(self._damage.values())

    def close(self) -> None:
        """Let go of the file or database; a later call opens it again."""
        self.engine.dispose()

    def __enter__(self) -> "Store":
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def save(
        self,
        *records: Record,
        save_id: str | None = None,
        clear_draft: tuple[str, str] | None = None,
        origins: Mapping[str, Origin] | None = None,
        framework: Framework | None = None,
        why: str = "",
    ) -> Saved:
        """Keep records: all of them or, if anything is wrong, none.

        A record with `row_version` 0 is new; any other must still be at that version in the
        store. Afterwards each record has its new version. A save of its own comes before where a
        `Person` has to be made: for an account's first save into a file, and for a worker's code
        that nobody has. A record that names somebody by their code names them by their id then.

        Parameters
        ----------
        *records : Record
            In any order. Each is checked, and brought into the form that is kept.
        save_id : str or None
            Made once by whoever asks, such as a form when it opens. The same save asked for again
            with the same id does nothing and answers as before.
        clear_draft : tuple of str or None
            Form and case code of this author's draft that goes in the same transaction.
        origins : mapping of str to Origin or None
            By id, who wrote records that come from elsewhere; the save is still this author's.
        framework : Framework or None
            What they are checked against; None takes the store's. An import brings its own.
        why : str
            The reason for changing those that are there; their history keeps it.

        Raises
        ------
        InvalidRecord
            If a value cannot be kept, a code is taken or a rating is there already.
        StaleRecord
            If somebody else saved one of the records since it was read; it holds theirs.
        UnknownCase
            If a record belongs to no case.
        StoreError
            If the store could not keep them.
        """
        if not records:
            raise InvalidRecord(say("store.nothing_to_save"))
        if len({record.id for record in records}) < len(records):
            raise StoreError(say("store.twice_in_save"))
        framework = framework or self.framework
        for record in records:
            record.check(framework)
        self._check_within(records)
        self._introduce(records, framework)
        self._refuse_strangers(records)
        origins = origins or {}
        why = clean_text(why, say("labels.any.why"), "why")
        entries = [entry_of(record, origins.get(record.id), why) for record in records]
        save = Save.of(save_id or new_id(), self.author, entries, framework)
        saved, versions = self._save(save, clear_draft)
        for record, version in zip(records, versions, strict=True):
            record.row_version = version
        return saved

    def take_back(self, record: Record, why: str, *, today: date | None = None) -> Saved:
        """Take a record back, with all that hangs on it: it stays, and is told nowhere.

        Parameters
        ----------
        record : Record
            One that is stored.
        why : str
            The reason somebody gave.
        today : date or None
            The day it is taken back on; the present day unless told.

        Raises
        ------
        StoreError
            If records of this kind cannot be taken back, or it was taken back already.
        """

        def going(reads: Connection) -> tuple[list[Record], list[Record]]:
            hanging = acts.hanging_on(reads, record)
            return hanging, acts.letting_go(reads, hanging)

        hanging, left = self._read(going, at_one_moment=True)
        marked = acts.taken_back(hanging, today or date.today(), why)
        if not marked:
            raise StoreError(say("store.taken_back_already"))
        return self.save(*marked, *left, why=why)

    def undo(self, save_id: str, *, today: date | None = None) -> Saved:
        """Set back what one save did: new records are taken back, changed ones are as before.

        Raises
        ------
        StaleRecord
            If one of its records was changed since.
        StoreError
            If it began something that stays, such as a case.
        """
        why, on = say("store.why_undone"), today or date.today()
        records = self._read(lambda reads: acts.undone(reads, save_id, on, why), at_one_moment=True)
        return self.save(*records, why=why)

    def move(self, record: Record, code: str, *, today: date | None = None) -> Saved:
        """Write a record again in the case it belongs to, and erase it where it stood.

        Of what stood in the wrong case only the digests stay, and that something was erased.
        Backups made before still hold it.

        Parameters
        ----------
        record : Record
            One that is stored. All that hangs on it goes with it, but who was there.
        code : str
            Of the case it belongs to.
        today : date or None
            The day it is moved on; the present day unless told.

        Raises
        ------
        UnknownCase
            If there is no such case.
        StoreError
            If it is that case already, or a record of this kind cannot be moved.
        """
        to = self.case(code)
        if not can_be_taken_back(type(record)):
            raise StoreError(say("store.cannot_take_back"))
        if record.stream_of(record.snapshot()) == to.id:
            raise StoreError(say("store.same_case"))
        done = self._read(
            lambda reads: acts.moved(reads, record, to, today or date.today()), at_one_moment=True
        )
        records = [*done.written, *done.noted, *done.let_go]
        for each in records:
            each.check(self.framework)
        self._refuse_strangers(records)
        entries = [entry_of(each, done.origins.get(each.id)) for each in records]
        save = Save.of(new_id(), self.author, entries, self.framework)
        saved, _ = self._save(save, None, done.erased)
        return saved

    def changes(self, code: str) -> pd.DataFrame:
        """Read what was changed in a case after it was first recorded, newest first.

        Returns
        -------
        DataFrame
            One row a change of a record: `table`, `id`, `version` (the one it brought), `save_id`,
            `by` (author), `at` (UTC), `why` (the reason given, or empty), `before` and `after`
            (dict: all values of the record then, days as texts).

        Raises
        ------
        UnknownCase
            If there is no case with this code.
        """
        return self._read(lambda reads: read_changes(reads, code))

    def _check_within(self, records: Sequence[Record]) -> None:
        """Check records that ask for it against what their room begins with."""
        for record in records:
            if type(record).check_within is Record.check_within:
                continue
            room_id = record.stream_of(record.snapshot())
            saved = (each for each in records if each.id == room_id)
            opener = next(saved, None) or self.find(opener_of(record.kept.room), room_id)
            if opener is not None:  # without one the save itself says so
                record.check_within(opener)

    def _introduce(self, records: Sequence[Record], framework: Framework) -> None:
        """Make a person for this laptop's account and for each worker's code nobody has yet."""
        people = {each.code: each.id for each in records if isinstance(each, Person)}
        codes = codes_named(records) - people.keys()
        is_known = self._known == self.author or not self.is_own_file
        if codes or not is_known:
            people |= self._met(codes, framework, is_known=is_known)
            self._known = self.author
        put_ids(records, people)

    def _met(
        self, codes: Collection[str], framework: Framework, *, is_known: bool
    ) -> dict[str, str]:
        """Give the ids of people by code, after those who are not there yet were made."""
        known, missing = self._people(codes, is_known=is_known)
        while missing:
            save = Save.of(new_id(), self.author, list(map(entry_of, missing.values())), framework)
            try:
                self._save(save, None)
                known |= {code: person.id for code, person in missing.items()}
                missing = {}
            except InvalidRecord:  # somebody else was first, perhaps with some of them only
                refused = missing.keys()
                known, missing = self._people(codes, is_known=is_known)
                if missing.keys() == refused:
                    raise
        return known

    def _people(
        self, codes: Collection[str], *, is_known: bool
    ) -> tuple[dict[str, str], dict[str, Person]]:
        """Find the ids of people by code, and say who is to be made, by code too."""
        with reading(self.engine) as connection:
            reader = self._reader(connection)
            if reader is not None and not reader.person_id:
                raise AccessDenied(say("store.not_yours"))
            known = people_of_codes(connection, codes)
            missing = {code: Person(code=code) for code in sorted(set(codes) - known.keys())}
            if not is_known and person_id_of(connection, self.author) is None:
                own = new_person(connection, self.author)
                missing |= {own.code: own}
        return known, missing

    def save_many(
        self,
        records: Sequence[Record],
        save_id: str | None = None,
        *,
        origins: Mapping[str, Origin] | None = None,
        framework: Framework | None = None,
    ) -> Saved:
        """Keep many records, such as an import's, in one transaction; see `save`."""
        return self.save(*records, save_id=save_id, origins=origins, framework=framework)

    def _save(
        self,
        save: Save,
        clear_draft: tuple[str, str] | None,
        erased: Sequence[Record] = (),
    ) -> tuple[Saved, list[int]]:
        try:
            with saving(self.engine, save) as (connection, ahead):
                done = write(connection, save, ahead)
                acts.erase(connection, erased)
                if clear_draft is not None:
                    remove_draft(connection, self._draft_key(connection, *clear_draft))
                return done
        except IntegrityError as error:
            if not was_overtaken(error):
                with reading(self.engine) as connection:
                    raise name_conflict(connection, error, save.entries) from None
        # Another process did the same save between our look and our row; now it is there to see.
        return self._save(save, clear_draft, erased)

    def cases(self) -> pd.DataFrame:
        """Read all cases.

        Returns
        -------
        DataFrame
            One row a case, ordered by `code`: `code`, `setting`; of its mandate of today, or
            missing, `mandate`, `legal_basis`, `pressure_from` (str), `order_ends_on` (datetime64),
            `contact_every_days`, `rating_every_days` (Int64); `opened_on`; `closed_on` of a case
            that is ended, `reopened_on` of one taken up again (datetime64); `summary`,
            `n_contacts`, `n_ratings`, `last_contact_on`, `last_rated_on` (datetime64), `id`, and
            who wrote it (see `Store`). Without cases it keeps its columns.
        """
        return self.read(Case)

    def may(self, action: Action, record: Record) -> bool:
        """Say whether this author may do something with a record, as they stand today.

        Parameters
        ----------
        action : "read", "add" or "change"
            See `access.Action`.
        record : Record
            One that is stored, or would be.
        """
        if self.is_own_file:
            return may(action, get_args(Standing), type(record))
        today = date.today()
        found = self._read(lambda reads: standings(reads, self.author, record, today))
        return may(action, found, type(record))

    def knows(self, sign_in: str) -> bool:
        """Say whether somebody who is here today signs in so."""
        today = date.today()
        return bool(self._read(lambda reads: person_of(reads, sign_in, today)))

    @property
    def is_looked_after(self) -> bool:
        """Whether somebody is administrator today."""
        return self._read(lambda reads: is_looked_after(reads, date.today()))

    def codes(self) -> list[str]:
        """Give the codes of all cases, in their order."""
        return self._read(read_codes)

    def read(
        self, kind: type[Record], code: str | None = None, *, taken_back: bool = False
    ) -> pd.DataFrame:
        """Read the records of a kind.

        Parameters
        ----------
        kind : type
            Such as `Contact`.
        code : str or None
            Of the only room to read, such as a case; None reads those of all.
        taken_back : bool
            Whether records that were taken back are among them; `withdrawn_on` and `withdrawn_why`
            then say which and why.

        Returns
        -------
        DataFrame
            One row a record, ordered by the room's code and day: first that code, in a column
            called like the room (`case`, `person`, `team`; none in the house), then all columns
            of the kind in the order declared, what it refers to, its `id`, and who wrote it (see
            `Store`). Without records it keeps its columns and their types. Of `Case` as `cases`.

        Raises
        ------
        UnknownCase
            If there is no case with this code.
        StoreError
            If there is no other room with this code.
        """
        found = self._read(lambda reads: read_records(reads, kind, code, taken_back=taken_back))
        return self._noted(kind.__tablename__, found)

    def ratings(self, code: str | None = None) -> pd.DataFrame:
        """Read ratings.

        Returns
        -------
        DataFrame
            One row a rating, ordered by `case` and `rated_on`: `case` (code), `rated_on`
            (datetime64), `scale`, `dimension`, `rater` (keys), `value` (scale points, NaN if not
            rated), `not_rated` (key of the reason), `not_rated_note`, `evidence`, `wording`,
            `participant_id`, `contact_id`, `id`, and who wrote it (see `Store`). Without ratings it
            keeps its columns.

        Raises
        ------
        UnknownCase
            If there is no case with this code.
        """
        return self.read(Rating, code)

    def contacts(self, code: str | None = None) -> pd.DataFrame:
        """Read contacts: `case`, all columns of `Contact`, `id`; ordered by case and date."""
        return self.read(Contact, code)

    def events(self, code: str | None = None) -> pd.DataFrame:
        """Read events: `case`, `happened_on`, `kind`, `note`, `id`; ordered by case and date."""
        return self.read(Event, code)

    def workers(self, code: str | None = None) -> pd.DataFrame:
        """Read who had a case, and as what.

        Returns
        -------
        DataFrame
            One row a spell, ordered by case and day: `case` (code), `worker` (the code that person
            has today), `from_on` (datetime64), `capacity` (key), `until_on` (datetime64), `reason`,
            `handover` (key or missing), `id`, and who wrote it (see `Store`).
        """
        return self.read(WorkerSpell, code)

    def promises(self, code: str | None = None) -> pd.DataFrame:
        """Read promises: `case`, all columns of `Promise`, `contact_id`, `id`; by date made."""
        return self.read(Promise, code)

    def plan_dates(self, code: str | None = None) -> pd.DataFrame:
        """Read the dates of plans: `case`, `agreed_on`, `note`, `id`; by case and date."""
        return self.read(PlanDate, code)

    def dismissals(self, code: str | None = None) -> pd.DataFrame:
        """Read which signals were said not to fit.

        Returns
        -------
        DataFrame
            One row a dismissal, ordered by case and day: `case` (code), `rule`, `scale`,
            `dimension`, `rater` (keys), `seen_until_on` (datetime64), `reason`, `withdrawn` ("yes"
            or missing), `participant_id` (or missing), `id`, and who said so (see `Store`).
        """
        return self.read(Dismissal, code)

    def wordings(self, code: str | None = None) -> pd.DataFrame:
        """Read how what was rated was worded, and between which bounds.

        Returns
        -------
        DataFrame
            As ``frameworks.worded_dimensions``: one row a wording that ratings have and dimension.

        Raises
        ------
        UnknownCase
            If there is no case with this code.
        """
        found = self._read(lambda reads: read_wordings(reads, code))
        return worded_dimensions(self._noted(WORDINGS.name, found))

    def tables(self, code: str | None = None) -> dict[str, pd.DataFrame]:
        """Read the tables of all kinds of record, as they were at one moment.

        Returns
        -------
        dict of str to DataFrame
            By the table's name in the store, each as its own method gives it; and `wordings`:
            `wording` and `content` (JSON, see `words`) of every wording the ratings have.
        """
        tables = self._read(lambda reads: read_all(reads, code), at_one_moment=True)
        return {name: self._noted(name, table) for name, table in tables.items()}

    def snapshot(self, code: str | None = None, *, rated_since: date | None = None) -> Snapshot:
        """Read what a page tells of one case, or of all, as it was at one moment.

        Parameters
        ----------
        code : str or None
            Of the only case to read; None reads all.
        rated_since : date or None
            Ratings of earlier days are left out.

        Raises
        ------
        UnknownCase
            If there is no case with this code.
        """
        tables, codes, drafts, changes, talked_in = self._read(
            lambda reads: (
                read_shown(reads, code, rated_since=rated_since),
                read_codes(reads),
                read_drafts(reads, self.author),
                read_changes(reads, code),
                read_talked_in(reads, code),
            ),
            at_one_moment=True,
        )
        noted = {name: self._noted(name, table) for name, table in tables.items()}
        return Snapshot(noted, drafts, codes, changes, self._noted("agenda_points", talked_in))

    def _read(self, work: Callable[[Connection], _T], *, at_one_moment: bool = False) -> _T:
        """Read, and where the file is torn, read what can be salvaged of it.

        From then on everything comes from there, until the file is another one: a part of it that
        seems whole may lack rows.
        """
        salvaged = self._salvaged
        if salvaged is None or not salvaged.is_of(Path(self.location)):
            try:
                with reading(self.engine, at_one_moment=at_one_moment) as connection:
                    read_as(connection, self._reader(connection))
                    return work(connection)
            except TornStore:
                if self.engine.dialect.name != "sqlite":
                    raise
                salvaged = self._salvaged = salvage(Path(self.location))
                self._damage.update(salvaged.damage)
        with reading(salvaged.engine) as connection:
            read_as(connection, self._reader(connection))
            return work(connection)

    def _reader(self, connection: Connection) -> Reader | None:
        """Say who reads; None where whoever can open it may read all.

        That is a file, which only its account can open, and a database while nobody looks after
        it: with the first administrator, everybody reads and writes what is theirs. Where several
        come through one server that is so from the beginning.
        """
        today = date.today()
        if self.is_own_file or not (self.is_shared or is_looked_after(connection, today)):
            return None
        return Reader(person_of(connection, self.author, today), today)

    def _refuse_strangers(self, records: Sequence[Record]) -> None:
        """Refuse to save what is not for this author to add or change."""
        if self.is_own_file:
            return
        with reading(self.engine) as connection:
            reader = self._reader(connection)
            if reader is None:
                return
            seen: dict[tuple[type[Record], str], set[Standing]] = {}
            for record in records:
                asked: Action = "change" if record.row_version else "add"
                stored = find_record(connection, type(record), record.id)
                for each in filter(None, (stored, record)):
                    place = type(each), each.stream_of(each.snapshot())
                    if place not in seen:
                        seen[place] = standings_to(connection, each, reader.person_id, reader.today)
                    if not may(asked, seen[place], type(record)):
                        raise AccessDenied(say("store.not_yours"))

    def _noted(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table on, and keep in mind what of it could not be read."""
        if records := table.attrs.pop(DAMAGED):
            told = {"n": len(records), "records": ", ".join(records), "table": name}
            backup = last_backup_sentence(Path(self.location))
            self._damage[name] = say("store.damaged_rows", backup=backup, **told)
        return table

    def case(self, code: str) -> Case:
        """Read a case by its code, in any spelling; UnknownCase if there is none."""

        def look(reads: Connection) -> tuple[str, Any]:
            case_id = case_id_of(reads, code)
            return case_id, find_record(reads, Case, case_id)

        case_id, found = self._read(look)
        if found is None:  # its id is none of ours any more
            told = {"table": Case.__tablename__, "record": case_id[:8]}
            raise DamagedStore(say("store.damaged_record", **told))
        return found

    def room(self, kind: type[R], code: str) -> R:
        """Read the record a room begins with by its code, such as a `Supervision`.

        Raises
        ------
        StoreError
            If there is none of this code.
        """
        opened = kind.kept.opens
        if opened is None:
            raise TypeError(f"no room begins with {kind.__name__}")

        def look(reads: Connection) -> R | None:
            return find_record(reads, kind, room_id_of(reads, opened, code))

        found = self._read(look)
        if found is None:
            raise StoreError(say("store.no_such_room"))
        return found

    def me(self) -> Person | None:
        """Read who is at work; None while nobody here signs in under this account."""

        def look(reads: Connection) -> Person | None:
            found = person_id_of(reads, self.author)
            return find_record(reads, Person, found) if found else None

        return self._read(look)

    def introduced(self) -> Person | None:
        """Read who is at work, made now if this is their first word in a file of their own.

        None in a database of many, which knows only those whom somebody put in.
        """
        self._introduce((), self.framework)
        return self.me()

    def find(self, kind: type[R], record_id: str) -> R | None:
        """Read a record by its id; None if there is none."""
        return self._read(lambda reads: find_record(reads, kind, record_id))

    def told(self, record: Record) -> dict[str, Any]:
        """Give a record's values by what their columns are called outside, such as in `read`.

        Somebody at work who is named is told by the code they have today.
        """
        kind, values = type(record), record.snapshot()
        if not by_code(kind):
            return values
        return told_by_code(kind, values, self._read(codes_of_people))

    def words(self, wording: str) -> Scale:
        """Give the scale as it was worded when a rating was answered; see `Rating.wording`.

        Raises
        ------
        StoreError
            If no rating was saved under this wording.
        """
        return self._read(lambda reads: read_words(reads, wording))

    def counts(self) -> dict[str, int]:
        """Count the records by kind: cases, contacts, ratings, events …; 0 where there are none."""
        return self._read(count_records)

    def keep_draft(self, form: str, case_code: str, content: dict[str, Any]) -> datetime:
        """Keep what this author has typed so far; give back the moment, in UTC.

        Parameters
        ----------
        form : str
            Which form.
        case_code : str
            Which case; "" for one that is not stored yet.
        content : dict
            Whatever JSON can hold, and dates.
        """
        with writing(self.engine) as connection:
            return write_draft(connection, self._draft_key(connection, form, case_code), content)

    def draft(self, form: str, case_code: str) -> Draft | None:
        """Read this author's draft; None if there is none."""
        return self._read(lambda reads: read_draft(reads, self._draft_key(reads, form, case_code)))

    def drafts_named(self, forms: Sequence[str], case_code: str) -> dict[str, Draft]:
        """Read those of this author's drafts that are kept under one of these names, by name."""

        def look(reads: Connection) -> dict[str, Draft | None]:
            key = self._draft_key(reads, "", case_code)
            return {form: read_draft(reads, replace(key, form=form)) for form in forms}

        return {form: draft for form, draft in self._read(look).items() if draft is not None}

    def drafts(self) -> pd.DataFrame:
        """Read which drafts this author has.

        Returns
        -------
        DataFrame
            One row a draft, the oldest first: `form` (str, the name it is kept under), `case`
            (code, "" for one that is not stored yet), `author` (str), `saved_at` (UTC). Without
            drafts it keeps its columns.
        """
        return self._read(lambda reads: read_drafts(reads, self.author))

    def drop_draft(self, form: str, case_code: str) -> None:
        """Drop this author's draft, if there is one."""
        with writing(self.engine) as connection:
            remove_draft(connection, self._draft_key(connection, form, case_code))

    def _draft_key(self, connection: Any, form: str, case_code: str) -> DraftKey:
        about = ""
        if case_code:
            read_as(connection, self._reader(connection))
            about = case_id_of(connection, case_code)
        return DraftKey(self.author, form, about)

    def verify(self) -> Verification:
        """Check the file, the histories, and every record against its last saved state."""
        with reading(self.engine) as connection:
            return verify_all(connection, self.scripts)
