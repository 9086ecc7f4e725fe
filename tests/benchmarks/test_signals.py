import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = ("--cases", "2000", "--rounds", "1", "--pandas-cases", "100")


def run(*arguments, **options):
    command = [sys.executable, "-m", "benchmarks.signals", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **options)


@pytest.mark.skipif(not shutil.which("gcc"), reason="There is no C compiler here.")
def test_ours_c_and_pandas_answer_the_same():
    result = run(*SMALL)
    assert result.returncode == 0, result.stderr
    assert "all answers are the same" in result.stdout
    assert "ours / C: " in result.stdout
    assert "MB beside the ratings" in result.stdout


@pytest.mark.skipif(not shutil.which("gcc"), reason="There is no C compiler here.")
@pytest.mark.parametrize("n_ratings", ["4", "9", "12"])
def test_they_agree_on_short_series_too(n_ratings):
    result = run(*SMALL, "--ratings", n_ratings)
    assert result.returncode == 0, result.stderr


def test_without_a_compiler_it_says_what_is_missing(tmp_path):
    result = run(*SMALL, env={"PATH": str(tmp_path)})
    assert result.returncode == 1
    assert result.stdout == "There is no C compiler here: install gcc, then run this again.\n"
