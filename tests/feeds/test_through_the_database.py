"""Whatever a programme holds, the database gives it back, on both engines."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from conference.feeds.exports import programme_of
from conference.feeds.imports import import_schedule
from conference.kernel.database import db
from conference.kernel.history import SYSTEM
from conference.programme.models import Event
from tests.feeds.scene import NOW
from tests.feeds.test_frab_properties import programmes

numbers = count()


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(programme=programmes(), changed=st.none() | programmes())
def test_an_arbitrary_programme_and_a_changed_one_come_out_as_they_went_in(app, both_engines, programme, changed):
    slug = f"event-{next(numbers)}"
    for given_now in filter(None, (programme, changed)):
        import_schedule(given_now, slug=slug, by=SYSTEM, now=NOW)
        event = db.session.scalars(select(Event).where(Event.slug == slug)).one()
        assert programme_of(event, page_of=str) == given_now
        assert not import_schedule(given_now, slug=slug, by=SYSTEM, now=NOW)
