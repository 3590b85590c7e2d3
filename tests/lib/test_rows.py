"""Of two people who change one row at once, one wins and the other sees what the winner did."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from agency.lib.refusal import Refused
from agency.lib.rows import locked

THREADS = 8


@pytest.fixture
def row(db):
    return Group.objects.create(name="0")


def test_a_locked_row_is_read_again_before_it_is_changed(row):
    Group.objects.filter(pk=row.pk).update(name="changed by a colleague")

    with locked(row) as same:
        assert same is row
        assert row.name == "changed by a colleague"


def test_an_error_inside_takes_the_whole_change_back(row):
    def half_a_change():
        with locked(row):
            row.name = "half done"
            row.save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_change()

    assert Group.objects.get(pk=row.pk).name == "0"


def test_a_row_that_has_gone_says_so(row):
    Group.objects.filter(pk=row.pk).delete()

    with pytest.raises(Refused), locked(row):
        pass


@pytest.mark.django_db(transaction=True)
def test_the_change_is_made_inside_a_transaction():
    row = Group.objects.create(name="0")

    with locked(row):
        assert transaction.get_connection().in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_click_at_once_all_count():
    row = Group.objects.create(name="0")
    start = Barrier(THREADS)

    def count_one_up(_):
        mine = Group.objects.get(pk=row.pk)
        start.wait()
        try:
            with locked(mine):
                mine.name = str(int(mine.name) + 1)
                mine.save(update_fields=["name"])
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count_one_up, range(THREADS)))

    assert Group.objects.get(pk=row.pk).name == str(THREADS)
