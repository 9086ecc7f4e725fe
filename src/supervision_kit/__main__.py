"""What does ``python -m supervision_kit`` do? The same as the command."""

import sys

from supervision_kit.cli import main

if __name__ == "__main__":
    sys.exit(main())
