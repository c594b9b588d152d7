"""Whether the libraries of the extra `hub` are installed here, and marks for tests that need to know."""

from importlib.util import find_spec

import pytest

INSTALLED = all(find_spec(module) for module in ("torch", "transformers"))
needs_library = pytest.mark.skipif(not INSTALLED, reason='needs pip install "candor[hub]"')
needs_absence = pytest.mark.skipif(INSTALLED, reason="torch and transformers are installed here")
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
