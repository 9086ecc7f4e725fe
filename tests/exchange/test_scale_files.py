from supervision_kit import exchange
from supervision_kit.exchange.scale_files import as_toml, planned_files
from supervision_kit.exchange.scales import load_scales
from supervision_kit.frameworks import load_framework


def test_a_scale_written_as_toml_has_the_same_wording(tmp_path):
    framework = load_framework()
    (tmp_path / "frameworks").mkdir()
    planned = planned_files(framework.scales.values(), tmp_path, framework)
    assert len(planned) == len(framework.scales)
    for scale, (path, text, _) in zip(framework.scales.values(), planned, strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
        (read,) = load_scales([path], framework)
        assert read.wording == scale.wording
        assert as_toml(read) == text
    assert planned_files(framework.scales.values(), tmp_path, framework) == []


def test_what_cannot_be_put_after_the_save_is_told_and_the_save_stands(store, tmp_path, example):
    """The folder cannot be made: a file of that name is there."""
    path, mapping = example("huber2014")
    (tmp_path / "frameworks").write_text("not a folder", encoding="utf-8")
    done = exchange.import_file(path, mapping, store)
    assert done.scale_files == ()
    assert done.remarks == (
        "The scale “Requests followed” is not in a frameworks folder yet. Put its file into the "
        "folder frameworks of your workbook folder, so that pages can chart it.",
    )
    assert store.counts()["ratings"] == 218
    assert "requests_followed" in store.framework.scales
