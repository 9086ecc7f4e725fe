"""How is a workbook folder made, served and opened in JupyterLab?"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from supervision_kit.cli.command import add_command, tell, tell_caution
from supervision_kit.frameworks import as_typed, say

DEMO_FOLDER = Path("my-caseload")


def add_folder_commands(commands: argparse._SubParsersAction) -> None:
    """Add ``demo``, ``new``, ``serve`` and ``lab``."""
    demo = add_command(commands, "demo", run_demo)
    demo.add_argument(
        "--folder",
        type=Path,
        default=DEMO_FOLDER,
        metavar="DIR",
        help=say("cli.demo_folder", folder=DEMO_FOLDER),
    )
    new = add_command(commands, "new", run_new)
    serve = add_command(commands, "serve", run_serve)
    serve.add_argument("--behind-proxy", metavar="HEADER", help=say("cli.behind_proxy"))
    demo.set_defaults(behind_proxy=None)
    lab = add_command(commands, "lab", run_lab)
    for command in (new, serve, lab):
        command.add_argument("folder", type=Path, metavar="DIR", help=say("cli.folder"))
    for command in (demo, serve, lab):
        command.add_argument("--port", type=int, metavar="N", help=say("cli.port"))
        command.add_argument("--no-browser", action="store_true", help=say("cli.no_browser"))


def run_demo(chosen: argparse.Namespace) -> int:
    """Make the sample caseload's folder unless it is there, and serve it."""
    from supervision_kit.serving.folder import make_folder

    made = make_folder(chosen.folder, sample=True)
    key = "demo_made" if made.is_new_store else "demo_kept"
    tell(say(f"cli.{key}", folder=chosen.folder))
    return run_serve(chosen)


def run_new(chosen: argparse.Namespace) -> int:
    """Make a workbook folder, keeping what is there."""
    from supervision_kit.serving.folder import bundled_workbooks, make_folder

    made = make_folder(chosen.folder)
    if made.kept:
        tell(say("cli.made_more", folder=chosen.folder, n=len(made.kept)))
    else:
        tell(say("cli.made", folder=chosen.folder, n=len(bundled_workbooks())))
    tell_caution(chosen.folder)
    tell(say("cli.next_serve", typed=as_typed(chosen.folder)))
    return 0


def run_serve(chosen: argparse.Namespace) -> int:
    """Serve a folder's pages until stopped."""
    from supervision_kit.serving import serve

    def tell_proxy(address: str) -> None:
        tell_nginx(address, chosen.folder, chosen.behind_proxy)

    tell_first = tell_proxy if chosen.behind_proxy else partial(tell_address, "serving.serving")
    with run_of(chosen, tell_first) as (ready, following):
        serve(
            chosen.folder,
            port=chosen.port,
            browser=not chosen.no_browser,
            behind_proxy=chosen.behind_proxy,
            on_ready=ready,
            on_next=following,
        )
    return 0


def run_lab(chosen: argparse.Namespace) -> int:
    """Open a folder in JupyterLab until stopped."""
    from supervision_kit.serving.lab import open_lab

    with run_of(chosen, partial(tell_address, "serving.lab")) as (ready, following):
        open_lab(
            chosen.folder,
            port=chosen.port,
            browser=not chosen.no_browser,
            on_ready=ready,
            on_next=following,
        )
    return 0


@contextmanager
def run_of(
    chosen: argparse.Namespace, tell_first: Callable[[str], None]
) -> Iterator[tuple[Callable[[str], None], Callable[[str], None]]]:
    """Give what tells the first address of a run and what tells each further one.

    Backups are made from the first one on until the block ends.
    """
    from supervision_kit.serving.daily import daily_backups
    from supervision_kit.store import store_url

    def ready(address: str) -> None:
        tell_caution(chosen.folder)
        tell_first(address)
        tell(say("serving.stop_hint"))
        backups.begin()

    with daily_backups(store_url(chosen.folder), tell) as backups:
        yield ready, partial(tell_address, "serving.next_address")
    tell(say("serving.stopped"))


def tell_nginx(address: str, folder: Path, header: str) -> None:
    """Say where a proxy finds the pages, and what nginx is told to lead there."""
    from supervision_kit.serving.proxy import KEY_FILE, nginx_location

    tell(say("serving.behind_proxy", address=address))
    tell(say("serving.nginx"))
    tell("")
    tell(nginx_location(header, address, folder.expanduser().resolve() / KEY_FILE))
    tell("")


def tell_address(opening: str, address: str) -> None:
    """Say where to go, and where else for browsers that do not find a run's own name."""
    from supervision_kit.serving import on_loopback

    tell(say(opening))
    tell(address)
    tell(say("serving.other_address"))
    tell(on_loopback(address))
