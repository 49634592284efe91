"""What people do with a programme; the only writers. Each is one transaction, and joins the one it is called in."""

from conference.programme.actions.bookings import book_for_event, join_booking
from conference.programme.actions.events import add_to_team, cancel_event, change_event, create_event, remove_from_team
from conference.programme.actions.files import add_material, change_material, remove_material, remove_photo, set_photo, write_speaker
from conference.programme.actions.parts import add_event_room, add_track, arrange_rooms, arrange_tracks, change_event_room, change_track
from conference.programme.actions.releases import publish_timetable
from conference.programme.actions.sessions import add_session, cancel_session, change_session, place_session, write_session
from conference.programme.actions.speakers import add_speaker, change_speaker, person_called

__all__ = [
    "add_event_room",
    "add_material",
    "add_session",
    "add_speaker",
    "add_to_team",
    "add_track",
    "arrange_rooms",
    "arrange_tracks",
    "book_for_event",
    "cancel_event",
    "cancel_session",
    "change_event",
    "change_event_room",
    "change_material",
    "change_session",
    "change_speaker",
    "change_track",
    "create_event",
    "join_booking",
    "person_called",
    "place_session",
    "publish_timetable",
    "remove_from_team",
    "remove_material",
    "remove_photo",
    "set_photo",
    "write_session",
    "write_speaker",
]
