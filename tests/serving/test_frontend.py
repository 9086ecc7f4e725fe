"""Are the scripts of a page joined completely, and does a missing one do no harm?"""

import gzip
import json

import pytest

from supervision_kit.pages.places import bundled_folder
from supervision_kit.serving.frontend import EXTENSIONS, asset_address, bundle, entry_addresses

LIST = bundled_folder("templates") / "voila" / "supervision" / "frontend.json"


@pytest.fixture
def a_list(tmp_path):
    def write(chunks, labextensions):
        path = tmp_path / "frontend.json"
        path.write_text(json.dumps({"chunks": chunks, "labextensions": labextensions}))
        return path

    return write


def test_the_list_names_files_that_the_installed_versions_have(a_list):
    wanted = json.loads(LIST.read_text())
    for name in wanted["chunks"]:
        assert len(bundle(a_list([name], {})).content) > len(bundle(a_list([], {})).content), name
    for extension, patterns in wanted["labextensions"].items():
        for pattern in patterns:
            one = bundle(a_list([], {extension: [pattern]}))
            assert len(one.content) > len(bundle(a_list([], {})).content), pattern


def test_a_file_that_is_missing_is_left_out(a_list):
    with_it = bundle(a_list(["no-such.voila.js"], {"no-such-extension": ["1.*.js"]}))
    assert with_it.content == bundle(a_list([], {})).content


def test_the_entry_script_stands_last(a_list):
    only_entry = bundle(a_list([], {})).content
    assert b"_JUPYTERLAB" in only_entry
    assert bundle(LIST).content.endswith(only_entry)


def test_the_address_changes_with_the_content(a_list):
    assert asset_address(bundle(a_list([], {}))) != asset_address(bundle(LIST))


def test_what_is_sent_compressed_is_the_same(a_list):
    asset = bundle(a_list([], {}))
    assert gzip.decompress(asset.compressed) == asset.content


def test_every_extension_that_widgets_need_is_read_ahead():
    addresses = entry_addresses("/base/")
    assert len(addresses) == len(EXTENSIONS)
    assert all(address.startswith("/base/voila/labextensions/") for address in addresses)
