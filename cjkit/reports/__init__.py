"""Runs of the six notebooks, and one page a client.

Importing this room keeps `rfc3987_syntax` out of the process, here and in the kernels it starts.
jsonschema imports that package when it is there, and it compiles 35 grammars: 1.2 s of CPU for
each process that opens a notebook or draws a chart. Only the check of the format `iri` is lost.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
