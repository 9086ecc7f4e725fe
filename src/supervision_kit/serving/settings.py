"""How is Voila set up so that pages are private, warm and free of what a notebook looks like?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from traitlets.config import Config

from supervision_kit.serving.addresses import LOOPBACK
from supervision_kit.serving.frontend import EXTENSIONS
from supervision_kit.serving.kernels import OwnPython, transport
from supervision_kit.serving.messages import CheckedConnection
from supervision_kit.serving.tending import TendedKernels
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


def content_policy(port: int) -> str:
    """Return the Content-Security-Policy: nothing from elsewhere, no script inside the page.

    anywidget imports its controls from ``blob:`` addresses; the widgets write their styles into
    the page. Older Safari does not count a web socket as 'self', so it is named; not under this
    run's own name, which only those may learn who are let in.
    """
    sockets = f"ws://{LOOPBACK}:{port} ws://localhost:{port}"
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def headers(port: int) -> dict[str, str]:
    """Return the headers every answer carries."""
    return {
        "Content-Security-Policy": content_policy(port),
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
    *,
    port: int,
    own_name: str,
    pools: dict[str, int],
    cull_after: float,
    free_memory: Callable[[], int],
    frame: dict[str, Any],
    kernel_environment: dict[str, str],
) -> Config:
    """Return the whole configuration of the server.

    Parameters
    ----------
    folder : Path
        The workbook folder.
    runtime : Path
        A private folder that lives as long as the server: connection files and templates.
    port : int
        Where it listens, on loopback only.
    own_name : str
        The host name of this run.
    pools : dict of str to int
        How many kernels to keep warm for each workbook; others start when asked for.
    cull_after : float
        Seconds after which a kernel that no page is connected to ends.
    free_memory : callable
        Tells how many bytes kernels may still take.
    frame : dict
        What the page frame says and shows, see `supervision_kit.serving.frame.frame`.
    kernel_environment : dict of str to str
        Variables only warm kernels get.
    """
    return Config(
        {
            "Voila": {
                "config_file_paths": [],
                "identity_provider_class": Visitors,
                "kernel_websocket_connection_class": CheckedConnection,
                "connection_dir_root": str(runtime),
                "ip": LOOPBACK,
                "log_level": "ERROR",
                "logging_config": {"formatters": {"console": {"class": RETICENT}}},
                "open_browser": False,
                "port": port,
                "root_dir": str(folder),
                "tornado_settings": tornado_settings(port, own_name),
            },
            "VoilaConfiguration": {**PAGES, "resources": {"frame": frame}},
            "VoilaKernelManager": {
                "default_env_variables": kernel_environment,
                "fill_delay": REFILL_SECONDS,
                "kernel_pools_config": {
                    "default": {"pool_size": 0, "kernel_env_variables": kernel_environment},
                    **{name: {"pool_size": size} for name, size in pools.items()},
                },
            },
            "TendedKernels": {
                "cull_idle_timeout": max(1, int(cull_after)),
                "cull_interval": max(1, int(cull_after / 12)),
                "free_memory": free_memory,
            },
            # A restarted kernel would have forgotten the page: better to say that it is gone.
            "KernelRestarter": {
                "restart_limit": 0,
                "time_to_dead": SECONDS_TO_NOTICE_A_DEAD_KERNEL,
            },
            "IdentityProvider": {"cookie_options": {"samesite": "Lax"}},
            "KernelManager": {"transport": transport(f"{runtime}/voila_00000000")},
        }
    )


def tornado_settings(port: int, own_name: str) -> dict[str, Any]:
    """Return who may connect, and what every answer carries."""
    return {
        "allow_remote_access": False,
        "allow_unauthenticated_access": False,
        "headers": headers(port),
        "local_hostnames": ["localhost", own_name],
        "xsrf_cookie_kwargs": {"samesite": "Strict"},
    }
