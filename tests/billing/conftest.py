import pytest

from billing.models import LegalEntity


@pytest.fixture
def entity(db):
    """The company in whose name the agency works."""
    return LegalEntity.objects.create(name="Northlight GmbH", street="1", city="Rome", country="IT")
