"""Where are the script and the style of a widget?"""

from importlib.resources import files


def part(name: str) -> str:
    """Return the text of a file beside the widgets, read when a widget is first shown."""
    return (files("supervision_kit.widgets.controls") / name).read_text(encoding="utf-8")
