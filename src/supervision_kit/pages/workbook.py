"""Which workbook folder is this, which store belongs to it, and what did the reader ask for?"""

import os
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
from voila.utils import get_query_string, wait_for_request

from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.figure import figure_html
from supervision_kit.charts.style import register_fonts
from supervision_kit.frameworks import load_framework
from supervision_kit.store import Store, open_store, store_url


def workbook_folder() -> Path:
    """Return the folder the workbooks are served from, or else the one the notebook stands in."""
    return Path(os.environ.get("SUPERVISION_KIT_FOLDER") or Path.cwd())


def open_workbook(folder: Path | None = None) -> Store:
    """Open the store of a workbook folder, with the agency's own scales added.

    Parameters
    ----------
    folder : Path, optional
        The workbook folder; by default the one being served, or the notebook's own.

    Raises
    ------
    StoreError, FrameworkError
        The store cannot be opened, or one of the agency's files is written wrongly.
    """
    folder = folder or workbook_folder()
    return open_store(store_url(folder), framework=load_framework(folder / "frameworks"))


def asked_for(name: str) -> str | None:
    """Return one value of the page's address, such as the code in ``?case=K-7F3Q``.

    In a kernel kept warm this waits for the reader; whatever depends on who asks belongs below it.
    In JupyterLab there is no such address and the answer is None.
    """
    values = parse_qs(get_query_string() or "").get(name)
    return values[-1] if values else None


def wait_for_reader() -> None:
    """Hold a warm kernel here until somebody asks for the page."""
    wait_for_request()


def prepare() -> None:
    """Load what every page needs before anybody asks, so that a warm kernel answers at once.

    The first chart of a kernel costs several times what the next ones do, so one is drawn here and
    thrown away.
    """
    register_fonts()
    dimensions = load_framework(workbook_folder() / "frameworks").dimensions()
    invented = dimensions[["scale", "dimension"]].assign(
        rated_on=pd.Timestamp("2026-01-01"),
        rater="worker",
        value=dimensions["minimum"],
        not_rated=None,
        not_rated_note="",
        evidence="",
    )
    figure_html(trajectory(invented, dimensions))
