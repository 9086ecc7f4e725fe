"""Which scripts does a page need to become live, and how do they arrive in one request?

Voila's front end asks for about ninety files, in four waves each waiting for the one before.
They are webpack chunks: each only registers itself, so all of them can stand in one file that is
read before the first of them is asked for. A file that is missing from an installed version is
left out, and Voila then asks for it as it always did.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jupyter_core.paths import jupyter_path
from voila.paths import collect_static_paths

# Widgets need these three; every other JupyterLab extension only costs time.
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
)
SCRIPT = "text/javascript; charset=utf-8"
BUNDLE = "frontend.js"
ENTRY = "voila.js"
COMPRESSION = 6
# Each chunk keeps its own strictness; the entry script must stay outside, it makes a global.
OPEN, CLOSE = b"(function(){", b"\n}).call(self);\n"


@dataclass(frozen=True)
class Asset:
    """A file to send, kept in memory."""

    content: bytes
    content_type: str = SCRIPT

    @cached_property
    def compressed(self) -> bytes:
        """The same content, gzipped once."""
        return gzip.compress(self.content, COMPRESSION, mtime=0)

    @cached_property
    def digest(self) -> str:
        """What the address carries, so that it changes with the content."""
        return hashlib.sha256(self.content).hexdigest()[:16]


def asset_address(asset: Asset, base_url: str = "/") -> str:
    """Return where the joined scripts are found."""
    return f"{base_url}voila/assets/{asset.digest}/{BUNDLE}"


def bundle(list_file: Path) -> Asset:
    """Join the scripts named in a list into one.

    Parameters
    ----------
    list_file : Path
        JSON: `chunks` names Voila's own, `labextensions` file name patterns by extension. Voila's
        entry script stands last.
    """
    wanted = json.loads(list_file.read_text(encoding="utf-8"))
    patterns = wanted["labextensions"].items()
    chunks = [path for name, names in patterns for path in _extension_files(name, names)]
    chunks += _voila_files(wanted["chunks"])
    parts = [OPEN + path.read_bytes() + CLOSE for path in chunks]
    return Asset(b"".join([*parts, *(path.read_bytes() for path in _voila_files([ENTRY]))]))


def entry_addresses(base_url: str = "/") -> list[str]:
    """Return where Voila will ask for each extension's entry script, so that it is read ahead."""
    return [
        f"{base_url}voila/labextensions/{name}/static/{path.name}"
        for name in EXTENSIONS
        for path in _extension_files(name, ["remoteEntry.*.js"])
    ]


def _voila_files(names: Iterable[str]) -> list[Path]:
    folders = [Path(folder) for folder in collect_static_paths(["voila", "nbconvert"], "lab")]
    return _found(folders, names)


def _extension_files(name: str, patterns: Iterable[str]) -> list[Path]:
    roots = [Path(root) for root in jupyter_path("labextensions")]
    roots += [Path(root) / "labextensions" for root in jupyter_path("voila")]
    return _found([root / name / "static" for root in roots], patterns)


def _found(folders: list[Path], patterns: Iterable[str]) -> list[Path]:
    found = []
    for pattern in patterns:
        matches = [path for folder in folders for path in sorted(folder.glob(pattern))]
        found += matches[:1]
    return found
