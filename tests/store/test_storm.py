import re
import subprocess
import sys
from pathlib import Path

STORM = Path(__file__).parents[2] / "benchmarks" / "storm.py"


def test_no_acknowledged_save_is_lost_on_a_server_either(postgresql_url):
    command = [sys.executable, str(STORM), "--seconds", "5", "--writers", "4"]
    done = subprocess.run(
        [*command, "--store", postgresql_url], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    line, finding = done.stdout.splitlines()
    assert re.fullmatch(r"acknowledged \d\d+, missing 0, twice 0, kills [1-9]\d*", line)
    assert finding.startswith("The store is whole")
