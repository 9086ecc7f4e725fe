"""How are a folder's pages served, from a port on this computer until someone stops it?"""

import asyncio
import contextlib
import os
import shutil
import socket
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

from supervision_kit.access import refuse_user_header
from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import as_typed, load_framework, say
from supervision_kit.pages.places import bundled_folder, font_file
from supervision_kit.serving.addresses import LOOPBACK
from supervision_kit.serving.application import Dashboards, stop_on_signals
from supervision_kit.serving.doors import Doors, new_doors
from supervision_kit.serving.folder import close_to_others, is_sample
from supervision_kit.serving.frame import frame
from supervision_kit.serving.frontend import asset_address, bundle, entry_addresses
from supervision_kit.serving.logs import quiet_logs
from supervision_kit.serving.looking import Looker, lookers_of
from supervision_kit.serving.proxy import Proxy, agreed_with_proxy
from supervision_kit.serving.settings import TEMPLATE, settings
from supervision_kit.serving.tending import Upkeep
from supervision_kit.serving.tickets import new_secret
from supervision_kit.store import Store, open_store, store_url

FIRST_PORT = 8866
N_PORTS = 50
_FOLDER_VARIABLE = "SUPERVISION_KIT_FOLDER"
_STORE_VARIABLE = "SUPERVISION_KIT_STORE"


def serve(
    folder: Path,
    *,
    port: int | None = None,
    browser: bool = True,
    behind_proxy: str | None = None,
    upkeep: Upkeep | None = None,
    on_ready: Callable[[str], None] = lambda address: None,
    on_next: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve a workbook folder on this computer until stopped.

    Behind a proxy that logs people in, everybody reads and writes what is theirs.

    Parameters
    ----------
    folder : Path
        The workbook folder.
    port : int, optional
        Where to listen, 0 for any; by default the first free one from 8866, behind a proxy that
        one itself.
    browser : bool
        Whether to open the start page; behind a proxy it is not.
    behind_proxy : str, optional
        The header in which a proxy names whoever it has logged in, such as "X-Remote-User". Then
        nobody is let in who does not come through it.
    upkeep : Upkeep, optional
        How the kernels behind the pages are kept.
    on_ready : callable
        Told the address, token and all, when pages can be asked for; behind a proxy, where the
        proxy finds them.
    on_next : callable
        Told each further address, when somebody needs one and the last has been used.

    Raises
    ------
    SupervisionKitError
        The folder holds no workbooks, its store cannot be opened, the port is taken, the
        environment agrees a user header, or nobody looks after what several people come to.
    """
    refuse_user_header()
    folder = checked_folder(folder)
    close_to_others(folder)
    label = which_records(folder)
    framework = load_framework(folder / "frameworks")
    with open_store(store_url(folder), framework=framework, shared=False) as store:
        store.close()  # it is opened again for a moment when it is asked
        proxy = None if behind_proxy is None else _agreed(folder, behind_proxy, store)
        sockets = open_sockets(FIRST_PORT if proxy and port is None else port)
        doors = new_doors(sockets[0].getsockname()[1], on_next)
        with (
            private_folder() as runtime,
            variables({**page_variables(folder, runtime), **_nobody(proxy)}),
            quiet_logs(),
        ):
            lookers = lookers_of(store)
            application = _application(
                folder, runtime, doors, upkeep or Upkeep(), label, lookers, proxy
            )
            where = f"http://{LOOPBACK}:{doors.port}/" if proxy else doors.printed
            opens = browser and proxy is None
            asyncio.run(_until_stopped(application, sockets, where, on_ready, browser=opens))


def _agreed(folder: Path, header: str, store: Store) -> Proxy:
    """Return what is agreed with a proxy.

    Raises
    ------
    SupervisionKitError
        The header cannot be one, or nobody is administrator: nobody could put anybody in.
    """

    def knows(sign_in: str) -> bool:
        try:
            return store.knows(sign_in)
        finally:
            store.close()  # so that it can be put back meanwhile

    if not store.is_looked_after:
        raise SupervisionKitError(say("serving.no_administrator", typed=as_typed(folder)))
    return agreed_with_proxy(folder, header, knows)


def _nobody(proxy: Proxy | None) -> dict[str, str]:
    """Return variables that take out of the environment whoever stands there as the user."""
    return {name: value for name, value in proxy.at_work("").items() if not value} if proxy else {}


def _application(
    folder: Path,
    runtime: Path,
    doors: Doors,
    upkeep: Upkeep,
    label: str,
    lookers: Callable[[], list[Looker]],
    proxy: Proxy | None,
) -> Dashboards:
    """Set up the server, with what stands around every page."""
    scripts = bundle(bundled_folder("templates") / "voila" / TEMPLATE / "frontend.json")
    shown = {"frontend": asset_address(scripts), "preload": entry_addresses()}
    around = frame(folder, label=label, **shown, behind_proxy=proxy is not None)
    back_door = new_secret()
    application = Dashboards(
        config=settings(folder, runtime, doors, upkeep, frame=around, door=back_door, proxy=proxy),
        frame=around,
        frontend=scripts,
        doors=doors,
        back_door=back_door,
        lookers=lookers,
        proxy=proxy,
    )
    application.initialize([])
    return application


async def _until_stopped(
    application: Dashboards,
    sockets: list[socket.socket],
    where: str,
    on_ready: Callable[[str], None],
    *,
    browser: bool,
) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    on_ready(where)
    if browser:
        opened = application.doors.to_open()
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, opened)
    await application.answer(sockets, stop)


def checked_folder(folder: Path) -> Path:
    """Return the folder in full, or say what is wrong with it."""
    folder = folder.expanduser().resolve()
    if folder.is_file():
        raise SupervisionKitError(say("serving.not_a_folder", folder=folder))
    if not folder.is_dir():
        raise SupervisionKitError(say("serving.no_folder", folder=folder, typed=as_typed(folder)))
    if not any(folder.glob("*.ipynb")):
        raise SupervisionKitError(
            say("serving.no_workbooks", folder=folder, typed=as_typed(folder))
        )
    return folder


def which_records(folder: Path) -> str:
    """Return what the header calls the records, after making sure that they can be opened."""
    with open_store(store_url(folder), framework=load_framework(folder / "frameworks")) as store:
        return say("frame.sample_caseload") if is_sample(store) else folder.name


def open_sockets(port: int | None, *, first: int = FIRST_PORT) -> list[socket.socket]:
    """Open the port on loopback, or without a wish the first free one from ``first``.

    It is opened before the first kernel starts, since warm kernels are told its number.
    """
    if port is not None and not 0 <= port < 65_536:
        raise SupervisionKitError(say("serving.port_range", port=str(port)))
    for number in range(first, first + N_PORTS) if port is None else [port]:
        with contextlib.suppress(OSError):
            return [_listening(number)]
    if port is None:
        raise SupervisionKitError(say("serving.no_port"))
    raise SupervisionKitError(say("serving.port_taken", port=str(port)))


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Elsewhere this option would let two programs share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder only this user can read, with the templates where Voila looks for them."""
    with tempfile.TemporaryDirectory(prefix="skit_", ignore_cleanup_errors=True) as name:
        runtime = Path(name)
        target = runtime / "voila" / "templates" / TEMPLATE
        shutil.copytree(bundled_folder("templates") / "voila" / TEMPLATE, target)
        shutil.copy(font_file(), target / "static")
        yield runtime


def workbook_variables(folder: Path) -> dict[str, str]:
    """Return the variables by which a workbook's kernel knows its folder and its store."""
    return {_FOLDER_VARIABLE: str(folder), _STORE_VARIABLE: store_url(folder)}


def page_variables(folder: Path, runtime: Path) -> dict[str, str]:
    """Return the variables of a page's kernel, which keep a user's own Jupyter settings out."""
    return {
        **workbook_variables(folder),
        "IPYTHONDIR": str(runtime / "ipython"),
        "JUPYTER_CONFIG_DIR": str(runtime / "config"),
        "JUPYTER_DATA_DIR": str(runtime / "data"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PATH": str(runtime),
        "JUPYTER_RUNTIME_DIR": str(runtime / "runtime"),
    }


@contextlib.contextmanager
def variables(ours: dict[str, str]) -> Iterator[None]:
    """Set variables for all that is started in the block."""
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
