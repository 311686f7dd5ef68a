"""The agents' app behind a log-in.

Importing jsonschema costs seconds because of one optional format; it is left out before anything
of Jupyter's is imported.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
