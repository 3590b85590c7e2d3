from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from agency import frozen
from tests import schema
from tests.cast import make_client, make_contact, make_ladder, make_team

# Whose processes have the clock of the machine.
OF_PROCESSES = {"browser", "faults", "test_start.py"}


@pytest.fixture(scope="session")
def django_db_keepdb():
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    if connection.vendor == "sqlite":
        schema.lay(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tables of the run: on SQLite a copy of those that an earlier run made."""
    if connection.vendor != "sqlite":
        yield
        return
    name = connection.settings_dict["NAME"]
    schema.keep(name)
    yield
    with django_db_blocker.unblock():
        connection.close()
    schema.clear(name)


@pytest.fixture(autouse=True, scope="session")
def _files_of_tests_lie_apart(tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture
def ladder(db):
    """The cast: aae, ae, am, ad, gad, csd, and stranger, finance, traffic, planner, admin."""
    return make_ladder()


@pytest.fixture
def client_of(ladder):
    """Brightwater Bank, served by the whole ladder."""
    return make_team(make_client(), ladder)


@pytest.fixture
def joanna(client_of):
    """The client's head of brand."""
    return make_contact(client_of, "Joanna Okafor", level="middle", role="decision_maker")


@pytest.fixture
def signed_in(client):
    """A browser session of one person: signed_in(ladder.ae).get(...)."""

    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _today_is_one_day(request):
    """Late in the evening Rome has the next day already; tests mean one day by "today"."""
    now = datetime.now(UTC)
    if now.hour < 21 or OF_PROCESSES & set(request.path.parts):
        yield
        return
    with time_machine.travel(now - timedelta(hours=12)):
        yield


@pytest.fixture(autouse=True)
def _frozen_rows_go_after_the_test(request):
    """Rows that nothing may delete would outlive a test that commits what it writes."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not commits and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    # PostgreSQL truncates the tables, which asks no trigger.
    if connection.vendor == "sqlite" and holds_frozen_rows():
        frozen.thaw(apps, connection)
        call_command("flush", interactive=False, verbosity=0)
        frozen.freeze(apps, connection)


def holds_frozen_rows():
    """Whether any row is left that its trigger would not let go."""
    return any(apps.get_model(*rule.model).objects.exists() for rule in frozen.FROZEN)
