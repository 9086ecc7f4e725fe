"""How is Voila set up so that pages are private, warm and free of what a notebook looks like?"""

from pathlib import Path
from typing import Any

from traitlets.config import Config

from supervision_kit.pages.workbooks import workbooks
from supervision_kit.serving.addresses import LOOPBACK
from supervision_kit.serving.colleagues import Colleagues, OwnKernels
from supervision_kit.serving.doors import Doors
from supervision_kit.serving.frontend import EXTENSIONS
from supervision_kit.serving.kernels import OwnPython, transport
from supervision_kit.serving.messages import CheckedConnection
from supervision_kit.serving.proxy import Proxy
from supervision_kit.serving.tending import TendedKernels, Upkeep
from supervision_kit.serving.tickets import Visitors

TEMPLATE = "supervision"
RETICENT = "supervision_kit.serving.logs.Reticent"
REFILL_SECONDS = 2.0
SECONDS_TO_NOTICE_A_DEAD_KERNEL = 1.0
PAGES = {
    "allow_template_override": "NO",
    "allow_theme_override": "NO",
    "classic_tree": True,
    "default_pool_size": 0,
    "extension_allowlist": list(EXTENSIONS),
    # No file of the folder is handed out: records, scales and exports stand in it.
    "file_allowlist": [],
    "file_denylist": [".*"],
    "http_keep_alive_timeout": 120,
    "kernel_spec_manager_class": OwnPython,
    "multi_kernel_manager_class": TendedKernels,
    "preheat_kernel": True,
    "show_tracebacks": False,
    "strip_sources": True,
    "template": TEMPLATE,
}


def content_policy(sockets: str) -> str:
    """Return the Content-Security-Policy: nothing from elsewhere, no script inside the page.

    anywidget imports its controls from ``blob:`` addresses; the widgets write their styles into
    the page. Older Safari does not count a web socket as 'self', so it is named; not under this
    run's own name, which only those may learn who are let in, nor under a proxy's, which is not
    known here.

    Parameters
    ----------
    sockets : str
        Where else than to 'self' web sockets may be opened.
    """
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {sockets}".strip(),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def sockets_on(port: int) -> str:
    """Return the web sockets of this computer's own two names."""
    return f"ws://{LOOPBACK}:{port} ws://localhost:{port}"


def headers(sockets: str) -> dict[str, str]:
    """Return the headers every answer carries."""
    return {
        "Content-Security-Policy": content_policy(sockets),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        # Not "no-referrer": browsers would then hide the origin of our own requests from us.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def settings(
    folder: Path,
    runtime: Path,
    doors: Doors,
    upkeep: Upkeep,
    *,
    frame: dict[str, Any],
    door: str,
    proxy: Proxy | None = None,
) -> Config:
    """Return the whole configuration of the server.

    Parameters
    ----------
    folder : Path
        The workbook folder.
    runtime : Path
        A private folder that lives as long as the server: connection files and templates.
    doors : Doors
        Where it listens and under which name.
    upkeep : Upkeep
        How its kernels are kept.
    frame : dict
        What the page frame says and shows, see `supervision_kit.serving.frame.frame`.
    door : str
        Where warm kernels wait for their reader, which no other kernel needs to know.
    proxy : Proxy or None
        What is agreed with the proxy that says who comes.
    """
    waiting = {"VOILA_WS_BASE_URL": f"/{door}/"}
    nobody = proxy.at_work("") if proxy else {}
    return Config(
        {
            "Voila": {**server(folder, runtime, doors), **(behind_proxy() if proxy else {})},
            "VoilaConfiguration": {**PAGES, "resources": {"frame": frame}},
            "VoilaKernelManager": warm_kernels(folder, upkeep, {**waiting, **nobody}),
            "TendedKernels": tending(upkeep),
            # A restarted kernel would have forgotten the page: better to say that it is gone.
            "KernelRestarter": {
                "restart_limit": 0,
                "time_to_dead": SECONDS_TO_NOTICE_A_DEAD_KERNEL,
            },
            "IdentityProvider": {"cookie_options": {"samesite": "Lax"}},
            "KernelManager": {"transport": transport(f"{runtime}/voila_00000000")},
        }
    )


def server(folder: Path, runtime: Path, doors: Doors) -> dict[str, Any]:
    """Return where the server listens, who may come in, and how little it says."""
    return {
        "config_file_paths": [],
        "identity_provider_class": Visitors,
        "kernel_websocket_connection_class": CheckedConnection,
        "connection_dir_root": str(runtime),
        "ip": LOOPBACK,
        "log_level": "ERROR",
        "logging_config": {"formatters": {"console": {"class": RETICENT}}},
        "open_browser": False,
        "port": doors.port,
        "root_dir": str(folder),
        "tornado_settings": {
            "allow_remote_access": False,
            "allow_unauthenticated_access": False,
            "headers": headers(sockets_on(doors.port)),
            "local_hostnames": ["localhost", doors.own_name],
            "xsrf_cookie_kwargs": {"samesite": "Strict"},
        },
    }


def behind_proxy() -> dict[str, Any]:
    """Return what is different of the server where a proxy says who comes.

    The proxy's host name is not known here, and whoever comes without its key is let in under none.
    """
    return {
        "identity_provider_class": Colleagues,
        "authorizer_class": OwnKernels,
        "tornado_settings": {
            "allow_remote_access": True,
            "allow_unauthenticated_access": False,
            "headers": headers(sockets=""),
            "xsrf_cookie_kwargs": {"samesite": "Strict"},
        },
    }


def warm_kernels(folder: Path, upkeep: Upkeep, variables: dict[str, str]) -> dict[str, Any]:
    """Return which workbooks of the folder have kernels ready, and what those are told."""
    asked = {each.file: each.waiting for each in workbooks(folder) if each.waiting}
    if upkeep.warm is not None:
        asked = upkeep.warm
    there = {name: n for name, n in asked.items() if (folder / name).is_file()}
    return {
        "default_env_variables": variables,
        "fill_delay": REFILL_SECONDS,
        "kernel_pools_config": {
            "default": {"pool_size": 0, "kernel_env_variables": variables},
            **{name: {"pool_size": n} for name, n in there.items()},
        },
    }


def tending(upkeep: Upkeep) -> dict[str, Any]:
    """Return when a kernel ends that has lost its page, and what all may take together."""
    return {
        "cull_idle_timeout": max(1, int(upkeep.seconds_alone)),
        "cull_interval": max(1, int(upkeep.seconds_alone / 12)),
        "free_memory": upkeep.free_memory,
    }
