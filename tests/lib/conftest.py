import os

import pytest

from agency.lib import pdf


@pytest.fixture(scope="session")
def printable():
    """Skip where Pango is missing, unless REQUIRE_PDF says that this must not happen."""
    available, how = pdf.is_available()
    if not available and not os.environ.get("REQUIRE_PDF"):
        pytest.skip(how)
    assert available, how
