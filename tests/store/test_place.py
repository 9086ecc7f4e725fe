import os
import sys
from pathlib import Path

import pytest

from supervision_kit.errors import StoreError
from supervision_kit.store import open_store
from supervision_kit.store.place import caution, refuse_network

MOUNTS = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 21 0:50 / /home/team rw - nfs4 server:/team rw
41 21 0:51 / /home/team/own rw - ext4 /dev/sdb1 rw
42 21 0:52 / /mnt/my\\040share rw - cifs //server/share rw
"""


@pytest.mark.parametrize("folder", ["/home/team", "/home/team/a/b", "/mnt/my share/x"])
def test_a_network_folder_is_refused(folder):
    with pytest.raises(StoreError, match=f"{folder} is a folder on another machine"):
        refuse_network(Path(folder) / "caseload.sqlite", MOUNTS)


@pytest.mark.parametrize("folder", ["/home/me", "/home/team/own/x", "/home/teammate"])
def test_a_folder_on_this_machine_is_taken(folder):
    refuse_network(Path(folder) / "caseload.sqlite", MOUNTS)


def test_a_windows_share_is_refused():
    with pytest.raises(StoreError, match="another machine"):
        refuse_network(Path("\\\\server\\share\\caseload.sqlite"), "")


def test_where_mounts_are_not_listed_nothing_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "darwin")
    refuse_network(tmp_path / "caseload.sqlite")


@pytest.mark.parametrize(
    ("path", "warned"),
    [
        ("/home/me/Dropbox/caseload.sqlite", True),
        ("/home/me/OneDrive - Agency/cases/caseload.sqlite", True),
        ("/home/me/cases/caseload.sqlite", False),
        ("/home/me/cases/dropbox.sqlite", False),
        ("/home/me/Library/CloudStorage/Box-Box/caseload.sqlite", True),
        ("/home/me/Library/Mobile Documents/com~apple~CloudDocs/caseload.sqlite", True),
        ("/home/me/pCloudDrive/caseload.sqlite", True),
    ],
)
def test_a_folder_that_a_cloud_copies_is_warned_about(path, warned):
    assert (caution(Path(path)) is not None) == warned


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".owncloudsync.log"])
def test_a_folder_that_a_service_has_marked_is_warned_about(tmp_path, mark):
    (tmp_path / mark).mkdir()
    assert caution(tmp_path / "deep" / "caseload.sqlite")


def test_a_folder_onedrive_calls_its_own_is_warned_about_also_by_another_way(monkeypatch, tmp_path):
    (tmp_path / "Work").mkdir()
    (tmp_path / "Documents").symlink_to(tmp_path / "Work")
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    assert caution(tmp_path / "Documents" / "caseload.sqlite")


@pytest.mark.parametrize(
    "name",
    [
        "caseload (conflicted copy 2026-11-25 101010).sqlite",
        "caseload (Anna's conflicted copy 2026-11-25).sqlite",
        "caseload (In Konflikt stehende Kopie von Anna 2026-11-25).sqlite",
        "caseload (SFConflict anna@agency.test 2026-11-25-10-10-10).sqlite",
        "caseload (1).sqlite",
        "caseload 2.sqlite",
        "caseload-LAPTOP.sqlite",
        "caseload-LAPTOP-2.SQLITE",
        "caseload_conflict-20261125-101010.sqlite",
        "caseload.sync-conflict-20261125-101010-ABCDEFG.sqlite",
        "caseload.Conflict.sqlite",
        "caseload [conflicted].sqlite",
        "caseload.sqlite.sync-conflict-20261125-101010-ABCDEFG",
        "caseload.sqlite (conflicted copy)",
    ],
)
def test_a_copy_a_service_left_beside_the_store_is_seen(tmp_path, name):
    (tmp_path / name).touch()
    told = caution(tmp_path / "caseload.sqlite")
    assert name in told
    assert "machines have saved apart" in told


@pytest.mark.parametrize(
    "name",
    [
        "caseload.sqlite",
        "caseload.sqlite-journal",
        "caseload.sqlite-wal",
        "caseloads.sqlite",
        "old caseload.sqlite",
        ".caseload.sqlite.4711",
        "caseload (1).csv",
    ],
)
def test_other_files_beside_the_store_are_none_of_its_copies(tmp_path, name):
    (tmp_path / name).touch()
    assert caution(tmp_path / "caseload.sqlite") is None


def test_an_open_store_passes_the_warning_on(tmp_path):
    with open_store(tmp_path / "Nextcloud" / "c.sqlite", create=True, author="tester") as store:
        assert "copied to other machines" in store.caution


def test_a_file_others_may_read_is_closed_to_them(store):
    path = Path(store.location)
    path.chmod(0o664)
    open_store(path, author="tester").close()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_others_may_reach_is_refused_under_jupyterhub(store, monkeypatch, mode):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/w1/")
    path = Path(store.location)
    path.chmod(mode)
    with pytest.raises(StoreError, match="reached by other people"):
        open_store(path, author="tester")
    assert path.stat().st_mode & 0o777 == mode


def test_a_file_of_another_account_is_refused_under_jupyterhub(store, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/w1/")
    monkeypatch.setattr(os, "geteuid", lambda: Path(store.location).stat().st_uid + 1)
    with pytest.raises(StoreError, match="reached by other people"):
        open_store(store.location, author="tester")


def test_ones_own_closed_file_is_fine_under_jupyterhub(store, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/w1/")
    open_store(store.location, author="tester").close()
