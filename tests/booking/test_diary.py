"""The diary of some of the rooms: a booking of a hall, seen where only a part of it is shown."""

from conference.booking.actions import book_room
from conference.kernel import clock
from tests import make
from tests.make import MONDAY, hours, sign_in


def test_a_part_that_is_shown_alone_says_that_the_whole_hall_is_booked(client):
    with clock.at(MONDAY):
        centre = make.centre()
        book_room(room=centre.hall, span=hours(1, 2), title="Congress", organisation=centre.institute, by=centre.alice, now=MONDAY)
        bars = sign_in(client, centre.alice).get("/diary/events.json?room=hall-a").json["bars"]
    assert [(bar["room"], bar["rooms"]) for bar in bars] == [("hall", ["hall-a"])]
