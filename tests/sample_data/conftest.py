"""Makes sample_data/generate.py, a script and no package, known to these tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "sample_data"))
