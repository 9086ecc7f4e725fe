import re
import subprocess
import sys
from pathlib import Path

STORM = Path(__file__).parents[2] / "benchmarks" / "storm.py"


def test_no_acknowledged_save_is_lost_when_processes_are_killed(tmp_path):
    """The short form; docs/store.md says how to run the long one."""
    command = [sys.executable, str(STORM), "--seconds", "12", "--writers", "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    line, finding = done.stdout.splitlines()
    told = re.fullmatch(r"acknowledged (\d+), missing (\d+), twice (\d+), kills (\d+)", line)
    n_acknowledged, n_missing, n_twice, n_kills = map(int, told.groups())
    assert (n_missing, n_twice) == (0, 0)
    assert n_kills >= 5
    assert n_acknowledged >= 10
    assert finding.startswith("The store is whole")
