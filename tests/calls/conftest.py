"""The sample case and entry stand in a module of their own, beside this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
