"""The form of a session as a browser sends it, and what it brings along."""

import re

from conference.kernel.words import Words
from conference.programme.actions import add_event_room
from tests.make import MONDAY
from tests.programme.test_manage import SESSION, the_session

NEW = "/manage/events/congress/new-session/"


def without(*names):
    return {key: value for key, value in SESSION.items() if key not in names}


def test_the_first_session_is_saved_as_a_browser_sends_it(house, alice):
    """Without any chaired session the page shows no box for it, and nothing of it is sent."""
    assert 'name="part_of"' not in alice.get(NEW).text
    assert alice.post(NEW, data=without("part_of")).status_code == 303
    assert the_session().part_of_id is None


def test_a_day_alone_is_no_time_yet(house, alice):
    """The form comes with the event's first day filled in; whoever knows no time yet leaves it as it is."""
    assert alice.post(NEW, data={**SESSION, "starts": "", "ends": ""}).status_code == 303
    assert the_session().span is None
    half = alice.post(NEW, data={**SESSION, "ends": ""})
    assert (half.status_code, "Give day, from and until, or none of them." in half.text) == (422, True)


def test_the_only_room_and_the_first_language_are_chosen_already(house, alice):
    chosen = re.findall(r'<option selected value="(\w+)">(Marquee|English)', alice.get(NEW).text)
    assert [name for _value, name in chosen] == ["English", "Marquee"]
    add_event_room(house.event, name=Words("Tent"), by="system", now=MONDAY)
    assert "Marquee" not in [name for _value, name in re.findall(r'<option selected value="(\w+)">([^<]*)', alice.get(NEW).text)]
