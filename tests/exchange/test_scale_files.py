from supervision_kit.exchange.scale_files import as_toml, planned_files
from supervision_kit.exchange.scales import load_scales
from supervision_kit.frameworks import load_framework


def test_a_scale_written_as_toml_has_the_same_wording(tmp_path):
    framework = load_framework()
    (tmp_path / "frameworks").mkdir()
    planned = planned_files(framework.scales.values(), tmp_path, framework)
    assert len(planned) == len(framework.scales)
    for scale, path, text in planned:
        path.write_text(text, encoding="utf-8", newline="\n")
        (read,) = load_scales([path], framework)
        assert read.wording == scale.wording
        assert as_toml(read) == text
    assert planned_files(framework.scales.values(), tmp_path, framework) == []
