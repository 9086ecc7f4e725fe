"""What does a mapping file say of the columns of a file?

Every refusal names the file, the key and the remedy.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from supervision_kit.errors import FrameworkError, InvalidImport
from supervision_kit.exchange.mapping.rules import FieldRule, Mapping, RatingColumn
from supervision_kit.exchange.mapping.shape import KindLine, LongRating, WideRating, mapping_shape
from supervision_kit.exchange.problems import refusal
from supervision_kit.frameworks import say
from supervision_kit.frameworks.checking import checked
from supervision_kit.frameworks.problems import named
from supervision_kit.frameworks.toml_file import parsed, read_bytes


def as_mapping(mapping: Mapping | str | Path | None) -> Mapping | None:
    """Give a mapping as it is, or read it from its file; None stands for an export of ours."""
    return load_mapping(mapping) if isinstance(mapping, str | Path) else mapping


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file; scale files it names are looked for beside it.

    Returns
    -------
    Mapping
        Complete and checked, as far as it can be without the file it is for.

    Raises
    ------
    InvalidImport
        Naming file, key and remedy.
    """
    path = Path(path)
    try:
        content = read_bytes(path)
        return made_mapping(parsed(path, content), path, content)
    except FrameworkError as error:
        raise InvalidImport(str(error), []) from None


def made_mapping(said: dict[str, Any], path: Path, content: bytes) -> Mapping:
    """Make the mapping of what stands in its file; FrameworkError says what is wrong there."""
    kind = checked(KindLine, said, path, say=say).kind
    table = checked(mapping_shape(kind), said, path, say=say)
    return Mapping(
        source=path.name,
        kind=kind,
        case=table.case,
        date=getattr(table, "date", None),
        file=table.file,
        fields=_common_rater(table) if kind == "ratings" else _filled(table.columns),
        ratings=_ratings(table) if kind == "ratings" else (),
        phase=table.phase,
        scales=_scale_files(table.scale, path),
        content=content,
    )


def _filled(columns: BaseModel | None) -> dict[str, FieldRule]:
    return {name: rule for name, rule in columns or () if rule is not None}


def _common_rater(table: Any) -> dict[str, FieldRule]:
    """Give the rater of ratings that name none of their own."""
    ratings = table.rating or [table.long]
    own = all(getattr(each, "rater", None) for each in ratings)
    return {} if own else {"rater": table.rater}


def _ratings(table: Any) -> tuple[RatingColumn, ...]:
    return tuple(map(_wide, table.rating)) if table.rating else (_long(table.long),)


def _wide(table: WideRating) -> RatingColumn:
    scale, dimension = (FieldRule(always=word) for word in (table.scale, table.dimension))
    value = FieldRule(column=table.column, words=table.words)
    return RatingColumn(value, scale, dimension, table.rater, *table.reasons)


def _long(table: LongRating) -> RatingColumn:
    value = FieldRule(column=table.value, words=table.words)
    return RatingColumn(value, table.scale, table.dimension, None, *table.reasons)


def _scale_files(names: Iterable[str], mapping: Path) -> tuple[Path, ...]:
    paths = tuple(mapping.parent / name for name in names)
    for name, path in zip(names, paths, strict=True):
        if not path.is_file():
            raise refusal("mapping_no_scale_file", file=named(mapping), word=name)
    return paths
