"""What stands under one heading of a mapping file, and has everything there been read?"""

import difflib

from supervision_kit.errors import InvalidImport

from .problems import refusal


class Section:
    """One table of a mapping file; remembers which of its keys were read."""

    def __init__(self, source: str, place: str, content: object) -> None:
        self.source, self.place = source, place
        if not isinstance(content, dict):
            raise self.wrong("mapping_not_table", place)
        self.content: dict[str, object] = content
        self.known: set[str] = set()

    def wrong(self, text: str, key: str, **values: object) -> InvalidImport:
        """Give the refusal that names this file and a key of this table."""
        full = f"{self.place}.{key}" if self.place and key != self.place else key
        return refusal(text, source=self.source, key=full, **values)

    def __contains__(self, key: str) -> bool:
        self.known.add(key)
        return key in self.content

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; without a default the key must be there."""
        self.known.add(key)
        value = self.content.get(key, default)
        if value is None:
            raise self.wrong("mapping_missing_key", key)
        if not isinstance(value, str):
            raise self.wrong("mapping_not_text", key, value=value)
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Read one of a few words."""
        value = self.text(key, default)
        if value not in choices:
            raise self.wrong("mapping_not_choice", key, value=value, choices=", ".join(choices))
        return value

    def whole(self, key: str, default: int) -> int:
        """Read a whole number of 1 or more."""
        self.known.add(key)
        value = self.content.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong("mapping_not_whole", key, value=value)
        return value

    def words(self, key: str) -> dict[str, str]:
        """Read a table of words; empty when it is not there."""
        self.known.add(key)
        table = Section(self.source, f"{self.place}.{key}", self.content.get(key, {}))
        return {word: table.text(word) for word in table.content}

    def section(self, key: str) -> "Section":
        """Read a table of its own; empty when it is not there."""
        self.known.add(key)
        place = f"{self.place}.{key}" if self.place else key
        return Section(self.source, place, self.content.get(key, {}))

    def finish(self) -> None:
        """Refuse a key that nobody reads."""
        for key in self.content:
            if key not in self.known:
                near = difflib.get_close_matches(key, self.known, 1)
                keys = ", ".join(near or sorted(self.known))
                raise self.wrong("mapping_unknown_key", key, keys=keys)
