"""Single instants are told on the venue's clock with the reader's own beside them, and only where the two differ."""

from datetime import UTC, datetime

import pytest

from conference.kernel.i18n import format_beside, speaking
from tests import make

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("America/Sao_Paulo", "09:00"),
        ("Asia/Kolkata", "17:30"),
        ("Pacific/Auckland", "Tue, 2 Mar, 01:00"),
        ("Africa/Lagos", ""),
        ("Europe/Madrid", ""),
    ],
)
def test_the_reader_s_time_with_its_day_where_it_is_another(app, zone, told):
    with speaking("en", zone):
        assert format_beside(NOON, "Europe/Paris") == told


@pytest.mark.parametrize("path", ["/account/logins/", "/manage/centre/history/", "/manage/centre/people/", "/manage/centre/letters/"])
def test_pages_of_instants_tell_the_reader_s_own_time_beside(app, office, ada, path):
    make.changed(ada, timezone="America/Sao_Paulo")
    answer = office.get(path)
    page = answer.text
    assert answer.status_code == 200
    told, beside = page.count('<time class="when"'), page.count('<span class="when-own">')
    assert told == 0
    assert beside == page.count('<span class="when"><time') == page.count(" in Sao Paulo</span></span>")
    assert beside > 0 or "<tbody" not in page
    make.changed(ada, timezone="Europe/Madrid")  # other name, same clock
    assert "when-own" not in office.get(path).text
