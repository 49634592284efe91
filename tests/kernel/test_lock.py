"""A locked row is held alone, whatever is read with it."""

from conference.kernel.database import lock, transaction
from tests import make


def test_a_row_that_is_read_with_a_join_can_be_locked(app, both_engines):
    congress = make.event(places=5)

    @transaction
    def places() -> int | None:
        lock(congress)
        return congress.places

    assert places() == 5
