"""Registrations as pictures: counted by day, by country, by the hour of arrival."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conference.kernel.clock import at
from conference.registration import figures
from conference.registration.actions import cancel_registration, check_in, undo_check_in
from conference.registration.erasure import erase_registration
from tests import make
from tests.registration.cast import congress, enrol

PAGE = "/manage/events/congress/registrations/figures/"


@pytest.fixture
def here(app):
    return make.centre()


@pytest.fixture
def event(here):
    return congress(of=here.institute)


def test_who_is_alive_is_counted_with_day_and_country_and_twins_are_not(both_engines, event):
    enrol(event, "Yuki")
    enrol(event, "Yuki")  # a twin
    enrol(event, "Ana", country="FR", now=make.MONDAY - timedelta(days=2))
    gone = enrol(event, "Omar", country="EG").registration
    cancel_registration(gone, by=gone, now=make.MONDAY)
    found = figures.came_in(event)
    assert figures.by_day((when for when, _country in found), "Europe/Paris") == [
        (date(2027, 2, 27), 1),
        (date(2027, 2, 28), 0),
        (date(2027, 3, 1), 1),
    ]
    assert figures.by_country(country for _when, country in found) == [("FR", 1), ("JP", 1)]


def test_days_are_those_of_the_events_zone_and_a_long_time_is_counted_by_week():
    late = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert figures.by_day([late], "Europe/Paris") == [(date(2027, 3, 2), 1)]
    weeks = figures.by_day([late, late + timedelta(days=100)], "Europe/Paris")
    assert weeks[0] == (date(2027, 3, 1), 1)
    assert len(weeks) == 15 and weeks[-1][1] == 1
    assert figures.is_weekly(weeks)


def test_countries_beyond_the_largest_are_counted_together():
    assert figures.by_country("AAAABBBCCD", at_most=2) == [("A", 4), ("B", 3), (None, 3)]


def test_who_came_is_counted_once_by_the_hour_and_not_when_it_was_undone(both_engines, here, event):
    tickets = [enrol(event, name).registration for name in ("Yuki", "Ana", "Omar")]
    door = make.paris("2027-03-01", "08:50")
    for number, (ticket, minutes) in enumerate(zip([*tickets, tickets[0]], (0, 5, 130, 20), strict=True)):
        scan = check_in(event, code=ticket.code, nonce=f"n{number}", by=here.dora, now=door + timedelta(minutes=minutes))
        if ticket is tickets[1]:
            undo_check_in(scan, by=here.dora, now=door + timedelta(minutes=6))
    counted = figures.by_hour(figures.let_in(event), "Europe/Paris")
    assert [(hour, number) for _day, hour, number in counted] == [(8, 1), (9, 0), (10, 0), (11, 1)]


def test_scans_of_erased_people_still_count_one_each(both_engines, here, event):
    for name in ("Yuki", "Ana"):
        ticket = enrol(event, name).registration
        check_in(event, code=ticket.code, nonce=name, by=here.dora, now=make.paris("2027-03-01", "08:50"))
        erase_registration(ticket, by="system", now=make.paris("2027-03-01", "09:00"))
    assert len(figures.let_in(event)) == 2


def test_the_page_shows_pictures_with_their_tables_and_says_what_is_not_there_yet(client, here, event):
    with at(make.MONDAY):
        make.sign_in(client, here.alice)
        assert "Nobody has registered yet" in client.get(PAGE).text
        enrol(event, "Yuki")
        page = client.get(PAGE).text
    assert page.count('role="img"') == page.count("As a table") == 2
    assert "Japan" in page
    assert "Nobody has come yet" in page
    assert "style=" not in page
