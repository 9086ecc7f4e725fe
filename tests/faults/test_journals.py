import subprocess
import sys
from pathlib import Path

JOURNALS = Path(__file__).parents[2] / "benchmarks" / "journals.py"


def test_going_back_is_whole_though_a_killed_save_left_a_journal():
    """The short form; docs/store.md says how to run the long one."""
    command = [sys.executable, str(JOURNALS), "--times", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == ("hot journals 3, whole 3, equal to the manifest 3, old files kept 3\n")
