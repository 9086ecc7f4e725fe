"""For whom does each kernel work, and how is it told?

A page's kernel is given to whoever asked for the page, with the variables by which it knows them:
one that is started for it in its environment, one that waited warm when its reader comes.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PageReader:
    """Whoever a page is for.

    Parameters
    ----------
    name : str
        As the server found it.
    variables : mapping of str to str
        By which a kernel knows them.
    """

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)


class Readers:
    """Whose page each kernel is behind."""

    def __init__(self) -> None:
        self._of: dict[str, PageReader] = {}

    def give(self, kernel_id: str, reader: PageReader, alive: Container[str]) -> None:
        """Note for whom a kernel works from now on; those that have ended are forgotten."""
        self._of = {each: whose for each, whose in self._of.items() if each in alive}
        self._of[kernel_id] = reader

    def is_of(self, kernel_id: str, name: str) -> bool:
        """Say whether a kernel is behind somebody's own page."""
        return kernel_id in self._of and self._of[kernel_id].name == name

    def variables_of(self, kernel_id: str) -> Mapping[str, str]:
        """Return the variables by which a kernel knows its reader; none while nobody came."""
        return self._of[kernel_id].variables if kernel_id in self._of else {}


class KernelsFor:
    """The kernels as one reader's page sees them: whichever it is given works for that reader.

    Parameters
    ----------
    kernels : object
        Voila's manager of kernels.
    readers : Readers
        Where it is noted for whom each works.
    reader : PageReader
        Whoever asked for the page.
    """

    def __init__(self, kernels: Any, readers: Readers, reader: PageReader) -> None:
        self._kernels, self._readers, self._reader = kernels, readers, reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels, name)

    async def get_rendered_notebook(self, **asked: Any) -> Any:
        """Take a warm kernel over; noted before Voila tells it what was asked for."""
        taken = await self._kernels.get_rendered_notebook(**asked)
        self._readers.give(taken[-1], self._reader, self._kernels)
        return taken

    async def start_kernel(self, *, env: Mapping[str, str], **asked: Any) -> str:
        """Start a kernel that knows for whom it works from its first moment."""
        env = {**env, **self._reader.variables}
        kernel_id = await self._kernels.start_kernel(env=env, **asked)
        self._readers.give(kernel_id, self._reader, self._kernels)
        return kernel_id
