"""Does the tour in README.md print what README.md says it prints?"""

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parent.parent / "README.md").read_text()


def test_the_tour_prints_what_the_readme_shows():
    tours = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", README, re.M | re.S)
    assert tours
    code = "\n".join(code for code, _ in tours)
    shown = "".join(printed for _, printed in tours)
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.stdout == shown
