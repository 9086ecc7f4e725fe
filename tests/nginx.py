"""How does a test put nginx, as Debian ships it, in front of a server?"""

import shutil
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    underscores_in_headers on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {location}
    }}
}}
"""


def program() -> str:
    """Find nginx."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        pytest.fail("No nginx: run `sudo apt-get install nginx-light`, then try again.")
    return found


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def nginx(folder: Path, location: str, passwords: dict[str, str]):
    """Run nginx with a location block as it was printed; gives the port it listens on."""
    users = folder / "users"
    users.write_text("".join(f"{name}:{{PLAIN}}{word}\n" for name, word in passwords.items()))
    location = location.replace("/etc/nginx/supervision-kit.users", str(users))
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, location=location))
    process = subprocess.Popen([program(), "-p", folder, "-c", configuration])
    try:
        wait_for(process, port, folder / "error.log")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(process: subprocess.Popen, port: int, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with closing(socket.socket()) as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nginx did not start: {log.read_text() if log.exists() else ''}")
