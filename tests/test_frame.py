"""The frame of every page and the macros it is made of, rendered with the real filters."""

import re
from datetime import UTC, datetime

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict

from conference.kernel.forms import AddressField, CountryField, Form, TextField
from conference.kernel.i18n import speaking
from conference.kernel.message import _
from conference.kernel.objection import Objection
from conference.kernel.span import Span
from conference.kernel.words import Words
from conference.venue.actions import change_venue
from tests import make

MORNING = Span(datetime(2027, 3, 1, 8, 0, tzinfo=UTC), datetime(2027, 3, 1, 9, 30, tzinfo=UTC))
FRAME = '{% extends "base.html" %}{% block heading %}Hall A{% endblock %}'


class Asking(Form):
    title = TextField(_("Title"), description=_("As it stands in the diary."))
    email = AddressField(_("E-mail"), required=False)
    country = CountryField(_("Country"))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def render(app):
    def rendered(source: str, path: str = "/", **facts: object) -> str:
        with app.test_request_context(path):
            return render_template_string(source, **facts)

    return rendered


def test_a_page_says_its_language_direction_and_title_and_has_one_heading(render):
    page = render(FRAME)

    assert '<html lang="en" dir="ltr"' in page
    assert "<title>Hall A · " in page
    assert page.count("<h1") == 1


def test_a_language_link_keeps_what_the_address_says(render):
    page = render(FRAME, "/?day=2027-03-01&feature=screen&feature=stream&lang=en")

    assert 'href="?day=2027-03-01&amp;feature=screen&amp;feature=stream&amp;lang=fr"' in page


def test_a_page_for_strangers_carries_no_token(app):
    with app.test_request_context("/"):
        page = render_template_string(FRAME)

    assert "csrf" not in page


def test_a_wrong_field_is_described_by_its_help_and_its_error(render, app):
    with app.test_request_context("/", method="POST"):
        form = Asking(MultiDict({"email": "nobody", "country": "FR"}))
        form.validate()
        html = render_template_string(
            '{% from "_macros/forms.html" import field, error_summary %}{{ error_summary(form) }}{{ field(form.title) }}{{ field(form.email) }}',
            form=form,
        )

    assert '<a href="#title">Title: Please fill this in.</a>' in html
    assert re.search(r'<input aria-describedby="title-help title-error" aria-invalid="true"[^>]*id="title"', html)
    assert re.search(r'<input[^>]*autocomplete="email"[^>]*inputmode="email"[^>]*value="nobody"', html)


def test_an_objection_without_a_field_stands_on_top_without_a_link(render):
    objection = Objection("room-taken", _("Hall A is taken."))

    html = render('{% from "_macros/forms.html" import error_summary %}{{ error_summary(none, [objection]) }}', objection=objection)

    assert "<li>Hall A is taken.</li>" in html


def test_a_time_is_said_with_its_zone_and_the_reader_s_own_beside_it(render):
    source = '{% from "_macros/time.html" import when with context %}{{ when(span) }}'

    with speaking("en", "Asia/Tokyo"):
        abroad = render(source, span=MORNING)
    with speaking("en", "Europe/Paris"):
        here = render(source, span=MORNING)

    assert words(abroad) == "Monday, 1 March 2027, 09:00–10:30, Paris 17:00–18:30 in Tokyo"
    assert words(here) == "Monday, 1 March 2027, 09:00–10:30, Paris"


def test_a_time_on_another_day_for_the_reader_names_that_day(render):
    late = Span(datetime(2027, 3, 1, 18, 0, tzinfo=UTC), datetime(2027, 3, 1, 19, 0, tzinfo=UTC))

    with speaking("en", "Asia/Tokyo"):
        html = render('{% from "_macros/time.html" import when with context %}{{ when(span) }}', span=late)

    assert words(html) == "Monday, 1 March 2027, 19:00–20:00, Paris Tuesday, 2 March 2027, 03:00–04:00 in Tokyo"


def test_a_feed_is_offered_to_subscribe_to_copy_and_to_keep(render):
    html = render('{% from "_macros/feed.html" import feed %}{{ feed("https://centre.example/calendar/centre.ics", "All events") }}')

    assert 'href="webcal://centre.example/calendar/centre.ics"' in html
    assert 'data-copy="https://centre.example/calendar/centre.ics"' in html
    assert 'href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fcentre.example%2Fcalendar%2Fcentre.ics"' in html


def test_a_private_feed_is_not_handed_to_others(render):
    html = render('{% from "_macros/feed.html" import feed %}{{ feed("https://centre.example/calendar/private/x.ics", "Mine", private=true) }}')

    assert "google" not in html


@pytest.mark.parametrize(("state", "expected"), [("option", "state-option"), ("already_in", "state-already-in")])
def test_a_state_has_its_word_and_its_class(render, state: str, expected: str):
    html = render('{% from "_macros/state.html" import state %}{{ state(value, "Word") }}', value=state)

    assert f'class="state {expected}"' in html
    assert words(html) == "Word"


def test_tracks_beyond_twelve_begin_again(render):
    html = render('{% from "_macros/state.html" import track %}{{ track("A", 1) }}{{ track("M", 13) }}{{ track("None", none) }}')

    assert re.findall(r"track-\d+", html) == ["track-1", "track-1", "track-1"]


def test_the_frame_that_a_process_keeps_is_each_readers_own(client, app):
    """What one reader was shown must not reach another: neither the menu, nor the form's token, nor where they are."""
    centre = make.centre()
    stranger = app.test_client()
    make.sign_in(client, centre.ada)
    organiser = app.test_client()
    make.sign_in(organiser, centre.alice)

    def header(page: str) -> str:
        return page[page.index("<header") : page.index("</header>")]

    administrators, organisers, strangers = (header(each.get("/events/?when=past&lang=en").text) for each in (client, organiser, stranger))
    assert ("/manage/centre/people/" in administrators, "/manage/centre/people/" in organisers, "/manage/centre/people/" in strangers) == (
        True,
        False,
        False,
    )
    assert 'href="/events/" aria-current="page"' in organisers and 'href="/rooms/" aria-current="page"' not in organisers
    assert 'href="/rooms/" aria-current="page"' in header(organiser.get("/rooms/").text)
    assert 'href="?when=past&amp;lang=fr"' in strangers and 'href="?lang=fr"' in header(stranger.get("/events/").text)
    tokens = [re.search(r'name="csrf_token" value="([^"]+)"', each)[1] for each in (administrators, organisers)]
    assert len(set(tokens)) == 2 and "csrf_token" not in strangers


def test_a_changed_name_stands_in_the_frame_at_once(client):
    centre = make.centre()
    before = client.get("/privacy/").text
    change_venue(name=Words({"en": "Campus of the River"}), by=centre.ada, now=MORNING.start)

    assert "Campus of the River" not in before
    assert client.get("/privacy/").text.count("<span>Campus of the River</span>") == 1
