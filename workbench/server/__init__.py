"""The server of the agents' and operators' forms, behind a log-in.

Importing jsonschema takes seconds because of one optional format; that format's module is disabled
before anything of Jupyter's is imported.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
