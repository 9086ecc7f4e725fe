"""Which workbook folder is this, which store belongs to it, and what did the reader ask for?"""

import logging
import os
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs

from IPython.core.getipython import get_ipython
from IPython.display import HTML, display
from markupsafe import escape
from voila.utils import get_query_string, wait_for_request

from supervision_kit.charts.style import font_face, register_fonts
from supervision_kit.frameworks import load_framework, say
from supervision_kit.pages.case_trajectory import CasePage
from supervision_kit.records import Case, Contact, Rating, Record
from supervision_kit.store import Store, open_store, store_url

#: Set by `supervision-kit lab`, which writes notebooks without what their cells show.
OUTPUT_FREE_VARIABLE = "SUPERVISION_KIT_OUTPUT_FREE"
INVENTED = "INVENTED"
# Enough ratings for a signal.
N_DAYS = 8
DAY = timedelta(days=1)


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
    """Go the way of a whole page before anybody asks, so that a warm kernel answers at once.

    The first page of a kernel takes several times as long as the next ones. So one of an invented
    case is made here, from a store that is gone again afterwards.
    """
    register_fonts()
    if is_page():
        # Without a handler, Python's own would send tracebacks into the page.
        logging.getLogger().addHandler(logging.NullHandler())
    if get_ipython() is not None and not is_page():
        key = "not_kept" if os.environ.get(OUTPUT_FREE_VARIABLE) else "kept"
        words = escape(say(f"start.outputs_{key}"))
        display(HTML(f"<style>{font_face()}</style><p>{words}</p>"))
    framework = load_framework(workbook_folder() / "frameworks")
    with (
        TemporaryDirectory() as folder,
        open_store(Path(folder, "invented.sqlite"), framework=framework, create=True) as store,
    ):
        store.save(*_invented(store))
        page = CasePage(store, INVENTED)
        page.first_paint()
        page.close()


def is_page() -> bool:
    """Say whether this kernel is behind a served page, which brings its own letters."""
    return any(name in os.environ for name in ("VOILA_PREHEAT", "VOILA_BASE_URL"))


def _invented(store: Store) -> list[Record]:
    """Return a case whose ratings rise day by day, so that signals are told too."""
    today = date.today()
    case = Case(code=INVENTED, setting="other", mandate="mandated", opened_on=today - N_DAYS * DAY)
    contact = Contact(case_id=case.id, occurred_on=today, kind="other", attendance="attended")
    scales = store.framework.scales.values()
    ratings = [
        Rating(
            case_id=case.id,
            rated_on=today - (N_DAYS - day) * DAY,
            scale=scale.key,
            dimension=dimension,
            rater=scale.raters[0],
            value=scale.minimum if day < N_DAYS / 2 else scale.maximum,
        )
        for scale in scales
        for dimension in scale.dimensions
        for day in range(1, N_DAYS + 1)
    ]
    return [case, contact, *ratings]
