"""``python -m api_python``, the same as the ``api-python`` command."""

import sys

from api_python.cli import main

sys.exit(main())
