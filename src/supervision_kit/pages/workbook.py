"""Which workbook folder is this, which store belongs to it, and how is a kernel made ready?"""

import logging
import os
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import HTML, display
from markupsafe import escape

from supervision_kit.charts.style import font_face, register_fonts
from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import load_framework, say
from supervision_kit.pages.case_trajectory import CasePage
from supervision_kit.pages.fragments import render
from supervision_kit.pages.reader import wait_for_reader
from supervision_kit.records import Case, Contact, Rating, Record
from supervision_kit.store import Store, open_store, store_url

#: Set by `supervision-kit lab`, which writes notebooks without what their cells show.
OUTPUT_FREE_VARIABLE = "SUPERVISION_KIT_OUTPUT_FREE"
INVENTED = "INVENTED"
# Enough ratings for a signal.
_N_DAYS = 8
DAY = timedelta(days=1)


def workbook_folder() -> Path:
    """Return the folder the workbooks are served from, or else the one the notebook stands in."""
    return Path(os.environ.get("SUPERVISION_KIT_FOLDER") or Path.cwd())


def open_workbook(folder: Path | None = None) -> Store:
    """Open the store of a workbook folder, with the agency's own scales added.

    A kernel kept warm waits here for its reader: whose the store is open for follows from who asks.

    Parameters
    ----------
    folder : Path, optional
        The workbook folder; by default the one being served, or the notebook's own.

    Raises
    ------
    StoreError, FrameworkError
        The store cannot be opened, or one of the agency's files is written wrongly.
    """
    wait_for_reader()
    folder = folder or workbook_folder()
    return open_store(store_url(folder), framework=load_framework(folder / "frameworks"))


def prepare() -> None:
    """Go the way of a whole page before anybody asks, so that a warm kernel answers at once.

    The first page of a kernel takes several times as long as the next ones. So one of an invented
    case is made here, from a store that is gone again afterwards.
    """
    register_fonts()
    if is_page():
        # Without a handler, Python's own would send tracebacks into the page.
        logging.getLogger().addHandler(logging.NullHandler())
        if shell := get_ipython():
            shell.set_custom_exc((SupervisionKitError,), _show_refusal)
    if get_ipython() is not None and not is_page():
        key = "not_kept" if os.environ.get(OUTPUT_FREE_VARIABLE) else "kept"
        words = escape(say(f"start.outputs_{key}"))
        display(HTML(f"<style>{font_face()}</style><p>{words}</p>"))
    framework = load_framework(workbook_folder() / "frameworks")
    with (
        TemporaryDirectory() as folder,
        # Nobody has come yet, so nobody is at work, and it is nobody's.
        open_store(
            Path(folder, "invented.sqlite"),
            framework=framework,
            create=True,
            author=INVENTED,
            shared=False,
        ) as store,
    ):
        store.save(*_invented(store))
        page = CasePage(store, INVENTED)
        page.first_paint()
        page.close()


def _show_refusal(_shell: Any, _kind: type, error: BaseException, _trace: Any, **_: Any) -> list:
    """Show what is refused as a sentence, in the place of a page; the cells below do not run."""
    display(HTML(render("page_failed", sentence=str(error))))
    return []


def is_page() -> bool:
    """Say whether this kernel is behind a served page, which brings its own letters."""
    return any(name in os.environ for name in ("VOILA_PREHEAT", "VOILA_BASE_URL"))


def _invented(store: Store) -> list[Record]:
    """Return a case whose ratings rise day by day, so that signals are told too."""
    today = date.today()
    case = Case(code=INVENTED, setting="other", opened_on=today - _N_DAYS * DAY)
    contact = Contact(case_id=case.id, occurred_on=today, kind="other", attendance="attended")
    scales = store.framework.scales.values()
    ratings = [
        Rating(
            case_id=case.id,
            rated_on=today - (_N_DAYS - day) * DAY,
            scale=scale.key,
            dimension=dimension,
            rater=scale.raters[0],
            value=scale.minimum if day < _N_DAYS / 2 else scale.maximum,
        )
        for scale in scales
        for dimension in scale.dimensions
        for day in range(1, _N_DAYS + 1)
    ]
    return [case, contact, *ratings]
