"""Is the server set up so that pages stay private?"""

import shutil
import sys
from pathlib import Path

import pytest

from supervision_kit.errors import SupervisionKitError
from supervision_kit.pages.places import bundled_folder, font_file
from supervision_kit.serving.doors import Doors
from supervision_kit.serving.frame import MOST_LINKS, navigation, pages
from supervision_kit.serving.kernels import OwnPython, transport
from supervision_kit.serving.running import checked_folder, open_sockets
from supervision_kit.serving.settings import content_policy, settings, sockets_on
from supervision_kit.serving.tending import Upkeep
from supervision_kit.serving.tickets import Tickets, Visitors


@pytest.fixture
def config(tmp_path):
    (tmp_path / "a.ipynb").touch()
    doors = Doors(8866, "kit-1.localhost", Tickets())
    upkeep = Upkeep({"a.ipynb": 2, "missing.ipynb": 1})
    return settings(tmp_path, tmp_path, doors, upkeep, frame={}, door="unguessed")


def test_the_server_listens_on_loopback_and_asks_who_comes(config):
    assert config.Voila.ip == "127.0.0.1"
    assert config.Voila.identity_provider_class is Visitors
    assert config.Voila.tornado_settings["allow_remote_access"] is False
    assert config.Voila.tornado_settings["local_hostnames"] == ["localhost", "kit-1.localhost"]


def test_this_runs_own_name_is_told_to_nobody_who_is_not_let_in(config):
    assert "kit-1" not in str(config.Voila.tornado_settings["headers"])


def test_no_settings_file_of_the_user_is_read(config):
    assert config.Voila.config_file_paths == []


def test_the_policy_allows_nothing_from_elsewhere():
    sources = {
        word
        for part in content_policy(sockets_on(8866)).split("; ")
        for word in part.split()[1:]
        if "://" in word or word == "*"
    }
    assert sources == {"ws://127.0.0.1:8866", "ws://localhost:8866"}


def test_kernels_are_warmed_for_the_named_workbooks_only(config):
    pools = config.VoilaKernelManager.kernel_pools_config
    assert pools["a.ipynb"] == {"pool_size": 2}
    assert pools["default"]["pool_size"] == 0
    assert "missing.ipynb" not in pools


@pytest.mark.parametrize("name", ["python3", "another", "ir"])
def test_every_workbook_runs_in_this_python(name):
    spec = OwnPython().get_kernel_spec(name)
    assert spec.argv[0] == sys.executable
    assert "--HistoryManager.enabled=False" in spec.argv
    assert set(OwnPython().get_all_specs()) == {"python3"}


def test_kernels_talk_over_files_unless_their_path_is_too_long():
    assert transport("/" + "long" * 40) == "tcp"
    assert transport("/tmp/short") == ("tcp" if sys.platform == "win32" else "ipc")


def test_workbooks_and_templates_are_found():
    assert (bundled_folder("workbooks") / "case-trajectory.ipynb").is_file()
    assert (bundled_folder("templates") / "voila" / "supervision" / "index.html.j2").is_file()
    assert font_file().is_file()


def test_a_part_that_is_missing_is_named():
    with pytest.raises(SupervisionKitError, match="no-such-part"):
        bundled_folder("no-such-part")


def addresses(groups):
    return [link["address"] for group in groups for link in group["links"]]


def test_the_header_leads_only_to_pages_that_are_there(tmp_path):
    assert navigation(tmp_path) == []
    (tmp_path / "start.ipynb").touch()
    assert addresses(navigation(tmp_path)) == ["/voila/render/start.ipynb"]


def test_few_pages_are_a_link_each_and_many_stand_in_groups(tmp_path):
    for workbook in bundled_folder("workbooks").glob("*.ipynb"):
        shutil.copy(workbook, tmp_path)
    labels = [group["label"] for group in navigation(tmp_path)]
    assert labels == ["Start", "Cases", "Supervision", "Methods"]
    for n in range(MOST_LINKS):
        (tmp_path / f"own-{n}.ipynb").write_text("{}")
    groups = navigation(tmp_path)
    labels = [group["label"] for group in groups]
    assert labels == ["My work", "Supervision", "About", "Your own"]
    assert [len(group["links"]) for group in groups] == [2, 1, 1, MOST_LINKS]


def test_a_workbook_nobody_can_read_is_listed_by_its_file_name(tmp_path):
    (tmp_path / "half-written & odd.ipynb").write_text("{")
    (page,) = pages(tmp_path)
    assert page["title"] == "Half written & odd"
    assert page["address"] == "/voila/render/half-written%20%26%20odd.ipynb"


def test_a_folder_without_workbooks_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(SupervisionKitError, match="supervision-kit new"):
        checked_folder(tmp_path)
    with pytest.raises(SupervisionKitError, match="supervision-kit new"):
        checked_folder(tmp_path / "missing")


def test_a_port_in_use_is_refused_and_without_a_wish_the_next_is_taken():
    (first,) = open_sockets(None)
    number = first.getsockname()[1]
    try:
        with pytest.raises(SupervisionKitError, match=str(number)):
            open_sockets(number)
        (second,) = open_sockets(None)
        assert second.getsockname()[1] > number
        second.close()
    finally:
        first.close()


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(SupervisionKitError, match=str(port)):
        open_sockets(port)


def test_a_folder_with_an_unreadable_path_is_shown_in_full():
    assert (
        checked_folder(bundled_folder("workbooks")) == Path(bundled_folder("workbooks")).resolve()
    )
