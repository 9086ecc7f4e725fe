"""What would an import do?

All that can be known before anything is written: what the file says, what of it is new, which
scales come with it, and what stands in the way.
"""

from collections import Counter
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from pathlib import Path

from supervision_kit.frameworks import Framework, Scale, say
from supervision_kit.records import Contact, Rating, Record
from supervision_kit.store import Origin, Store

from .comparing import Compared, compare
from .mapping import Mapping
from .mapping_file import load_mapping
from .own_export import Bundle, mapping_of, open_bundle
from .preview import Preview, first_rows, plan_dates, rated_dimensions
from .problems import Problem
from .reading import read_table_file
from .record_maker import Found
from .scales import load_scales, with_scales, with_wordings
from .tables import Table, fingerprint
from .understanding import Understanding, understand


@dataclass(frozen=True)
class Plan:
    """What an import would do.

    Attributes
    ----------
    preview : Preview
        What was understood.
    records : list of Record
        What would be saved.
    framework : Framework
        What the records were checked against.
    scales : list of Scale
        Scales the framework did not have.
    fingerprint : str
        The same for the same file and mapping.
    origins : dict of str to Origin
        Who wrote each record, by id, as far as the file says.
    """

    preview: Preview
    records: list[Record]
    framework: Framework
    scales: list[Scale]
    fingerprint: str
    origins: dict[str, Origin] = field(default_factory=dict)


def make_plan(
    path: Path, mapping: Mapping | str | Path | None, framework: Framework, store: Store | None
) -> Plan:
    """Read a file and say what an import of it would do.

    Parameters
    ----------
    path : Path
        CSV file, workbook, or an export of ours.
    mapping : Mapping, str, Path or None
        What the columns mean; None for an export of ours, which says so itself.
    framework : Framework
        Scales and kinds; those that come with the file are laid over it.
    store : Store or None
        What the file is held against; without one everything counts as new.

    Raises
    ------
    InvalidImport
        When file or mapping cannot be read at all. Rows that cannot be kept are in the preview.
    """
    if mapping is None:
        return _plan_bundle(open_bundle(path), framework, store)
    if not isinstance(mapping, Mapping):
        mapping = load_mapping(mapping)
    extended = with_scales(framework, load_scales(mapping.scales, framework), mapping.source)
    table, content = read_table_file(path, mapping.file)
    understood = understand(table, mapping, extended, known_cases(store))
    compared = _compared(understood.found, store)
    return Plan(
        preview=_preview([(table, mapping, understood)], compared, extended),
        records=[*understood.new_cases.values(), *(each.record for each in compared.new)],
        framework=extended,
        scales=_added(framework, extended),
        fingerprint=fingerprint(content, mapping.content),
    )


def _plan_bundle(bundle: Bundle, framework: Framework, store: Store | None) -> Plan:
    extended = with_wordings(framework, bundle.scales, bundle.source)
    known = dict(known_cases(store))
    parts: list[tuple[Table, Mapping, Understanding]] = []
    for name, table in bundle.tables.items():
        mapping = mapping_of(name, bundle.form)
        understood = _named(name, understand(table, mapping, extended, known))
        parts.append((table, mapping, understood))
        if name == "cases":
            known = {each.code: each.record.id for each in understood.found} | known
    found = [each for *_, understood in parts for each in understood.found]
    compared = _compared(found, store)
    problems = [*bundle.problems, *compared.problems, *_lost_contacts(found, store)]
    compared = replace(compared, problems=problems)
    preview = replace(_preview(parts, compared, extended), source=bundle.source, mapping="")
    preview = replace(preview, remarks=(*preview.remarks, *bundle.remarks))
    records = [each.record for each in compared.new]
    origins = _origins(parts, bundle, {record.id for record in records})
    preview = replace(preview, authors=_authors(origins), brought_by=store.author if store else "")
    rated = {record.scale for record in records if isinstance(record, Rating)}
    scales = [scale for scale in _added(framework, extended) if scale.key in rated]
    return Plan(preview, records, extended, scales, bundle.fingerprint, origins)


def _origins(
    parts: list[tuple[Table, Mapping, Understanding]], bundle: Bundle, new: set[str]
) -> dict[str, Origin]:
    """Give who wrote each new record, by its id."""
    signed = ((each, bundle.origins[mapping.kind]) for _, mapping, u in parts for each in u.found)
    return {
        each.record.id: origins[each.row]
        for each, origins in signed
        if each.row in origins and each.record.id in new
    }


def _authors(origins: dict[str, Origin]) -> tuple[str, ...]:
    names = {name for each in origins.values() for name in (each.written_by, each.changed_by)}
    return tuple(sorted(name for name in names if name))


def _named(name: str, understood: Understanding) -> Understanding:
    """Say in every problem which table it is about."""
    return replace(understood, problems=[replace(p, table=name) for p in understood.problems])


def known_cases(store: Store | None) -> Lookup[str, str]:
    """Give the ids of all cases of a store by code."""
    if store is None:
        return {}
    cases = store.cases()
    return dict(zip(cases["code"], cases["id"], strict=True))


def _compared(found: list[Found], store: Store | None) -> Compared:
    return Compared(found, [], []) if store is None else compare(found, store)


def _lost_contacts(found: list[Found], store: Store | None) -> list[Problem]:
    """Find records that refer to a contact which neither the file nor the store has."""
    known = {each.record.id for each in found if isinstance(each.record, Contact)}
    problems = []
    for each in found:
        contact_id = getattr(each.record, "contact_id", None)
        if contact_id is None or contact_id in known:
            continue
        if store is not None and store.find(Contact, contact_id) is not None:
            known.add(contact_id)
            continue
        what, remedy = say("exchange.contact_lost"), say("exchange.contact_lost_remedy")
        table = each.record.__tablename__
        problems.append(Problem(each.row, "contact_id", contact_id, what, remedy, table))
    return problems


def _added(before: Framework, after: Framework) -> list[Scale]:
    """Name the scales that came with the file, without earlier words of scales that are known."""
    return [
        scale
        for key, scale in after.scales.items()
        if key == scale.key and key not in before.scales
    ]


def _preview(
    parts: list[tuple[Table, Mapping, Understanding]], compared: Compared, framework: Framework
) -> Preview:
    table, mapping, first = parts[0]
    found = [each for *_, understood in parts for each in understood.found]
    new_cases = {code for *_, understood in parts for code in understood.new_cases}
    spans = [understood.span for *_, understood in parts if understood.span]
    used = mapping.became()
    return Preview(
        source=table.source,
        mapping=mapping.source,
        encoding=table.encoding,
        delimiter=table.delimiter,
        n_rows=sum(len(part.rows) for part, *_ in parts),
        cases=tuple(sorted({each.code for each in found} | new_cases)),
        new_cases=tuple(sorted(new_cases | _new_codes(compared))),
        span=(min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None,
        new={**_cases_made(first), **_by_table(compared.new)},
        there=_by_table(compared.there),
        dimensions=rated_dimensions(found, framework),
        n_missing=dict(first.n_missing),
        plan_dates=plan_dates(found),
        first_rows=first_rows(found),
        columns=tuple(used.items()),
        unused=tuple(name for name in table.columns if name not in used),
        remarks=tuple(remark for *_, understood in parts for remark in understood.remarks),
        problems=tuple(
            [problem for *_, understood in parts for problem in understood.problems]
            + compared.problems
        ),
    )


def _cases_made(understood: Understanding) -> dict[str, int]:
    return {"cases": len(understood.new_cases)} if understood.new_cases else {}


def _by_table(found: list[Found]) -> dict[str, int]:
    return dict(Counter(each.record.__tablename__ for each in found))


def _new_codes(compared: Compared) -> set[str]:
    return {each.code for each in compared.new if each.record.__tablename__ == "cases"}
