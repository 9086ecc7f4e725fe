"""Which words were ratings given under, when the framework here does not have them?

A mapping may bring a scale of its own, and an export brings the words of every scale it has ratings
of. Both are laid over the framework for the import.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from supervision_kit.frameworks import Framework, Scale
from supervision_kit.frameworks.scale_file import load_scale

from .problems import refusal


def load_scales(paths: Iterable[Path], framework: Framework) -> list[Scale]:
    """Read scale files as the framework's own loader would; FrameworkError says what is wrong."""
    return [load_scale(path, framework.kinds, framework.language) for path in paths]


def with_scales(framework: Framework, scales: Iterable[Scale], source: str) -> Framework:
    """Give the framework with these scales as well.

    Raises
    ------
    InvalidImport
        When a scale or dimension of that key is there and says something else.
    """
    known = dict(framework.scales)
    for scale in scales:
        there = known.get(scale.key)
        if there is not None and there.wording != scale.wording:
            raise refusal("scale_differs", source=source, scale=scale.key)
        for other in known.values():
            taken = other.key != scale.key and scale.dimensions.keys() & other.dimensions.keys()
            if taken:
                told = {"dimension": min(taken), "scale": other.key}
                raise refusal("dimension_taken", source=source, **told)
        known[scale.key] = scale
    return replace(framework, scales=known)


def with_wordings(framework: Framework, scales: Iterable[Scale], source: str) -> Framework:
    """Give the framework with the words of an export.

    A scale it does not have is added. Earlier words of a scale it has are kept at hand under their
    wording instead of the scale's key, so that ratings given under them can be kept with them.
    """
    found = sorted(scales, key=lambda scale: scale.version)
    added = {scale.key: scale for scale in found if scale.key not in framework.scales}
    extended = with_scales(framework, added.values(), source)
    current = {scale.wording for scale in extended.scales.values()}
    earlier = {scale.wording: scale for scale in found if scale.wording not in current}
    return replace(extended, scales=extended.scales | earlier)


def added(before: Framework, after: Framework) -> tuple[Scale, ...]:
    """Name the scales that came with a file, without earlier words of scales that are known."""
    return tuple(
        scale
        for key, scale in after.scales.items()
        if key == scale.key and key not in before.scales
    )


def current_only(framework: Framework) -> Framework:
    """Give the framework without earlier words, as `with_wordings` keeps them."""
    scales = {key: scale for key, scale in framework.scales.items() if key == scale.key}
    return replace(framework, scales=scales)
