"""Does the log say that something failed without saying about whom?"""

import logging

import pytest
from jupyter_client import KernelManager

from supervision_kit.serving.kernels import OwnPython
from supervision_kit.serving.logs import Reticent, quiet_logs

SECRET = "K-7F3Q"


def record(message, *args, error=None):
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("tornado.access", logging.ERROR, "here.py", 1, message, args, info)


@pytest.mark.parametrize(
    ("logged", "line"),
    [
        (record("%d %s", 404, f"/?case={SECRET}"), "error: %d %s"),
        (record(f"no values, so possibly all value: {SECRET}"), "error: tornado.access"),
        (record("two\nlines of %s", SECRET), "error: two"),
        (record({"case": SECRET}), "error: tornado.access"),
        (record("failed %s", 1, error=ValueError(SECRET)), "error: failed %s (ValueError)"),
    ],
)
def test_a_line_holds_no_value(logged, line):
    assert Reticent().format(logged) == line


def test_a_line_says_where_an_error_came_from():
    try:
        int(SECRET)
    except ValueError as error:
        line = Reticent().format(record("failed %s", 1, error=error))
    assert "ValueError in test_logs.py, line" in line
    assert SECRET not in line


def test_the_class_of_an_error_in_a_cell_is_named():
    class Wrapped(Exception):
        ename = "StoreError"

    assert "(StoreError)" in Reticent().format(record("cell %s", 1, error=Wrapped(SECRET)))


def test_only_errors_reach_the_terminal(capsys):
    with quiet_logs():
        logging.getLogger("any").warning("a warning about %s", SECRET)
        logging.getLogger("any").error("an error about %s", SECRET)
    assert capsys.readouterr().err == "error: an error about %s\n"


def test_what_a_kernel_writes_to_its_error_stream_reaches_no_terminal(tmp_path):
    log = tmp_path / "terminal.log"
    manager = KernelManager(kernel_spec_manager=OwnPython())
    with log.open("w") as terminal:
        manager.start_kernel(stderr=terminal, stdout=terminal)
    client = manager.blocking_client()
    try:
        client.start_channels()
        client.wait_for_ready(60)
        answer = client.execute_interactive(f"import os; os.write(2, b'{SECRET}')", timeout=60)
        assert answer["content"]["status"] == "ok"
        client.shell_channel.send(client.session.msg("comm_msg", {"forged": SECRET}))
        client.execute_interactive("pass", timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert log.read_text() == ""
