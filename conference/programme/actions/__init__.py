"""What people do with a programme; the only writers. Each is one transaction, and joins the one it is called in."""

from conference.programme.actions.bookings import book_for_event, join_booking
from conference.programme.actions.events import cancel_event, change_event, create_event
from conference.programme.actions.files import add_material, change_material, remove_material, remove_photo, set_photo, write_speaker
from conference.programme.actions.parts import add_event_room, add_track, arrange_rooms, arrange_tracks, change_event_room, change_track
from conference.programme.actions.releases import publish_timetable
from conference.programme.actions.sessions import add_session, cancel_session, change_session, place_session, write_session
from conference.programme.actions.speakers import add_speaker, change_speaker, person_called
from conference.programme.actions.team import (
    add_to_team,
    invite_to_team,
    join_team,
    join_with_new_account,
    purge_invitations,
    remove_from_team,
    withdraw_invitation,
)

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
    "invite_to_team",
    "join_booking",
    "join_team",
    "join_with_new_account",
    "person_called",
    "place_session",
    "publish_timetable",
    "purge_invitations",
    "remove_from_team",
    "remove_material",
    "remove_photo",
    "set_photo",
    "withdraw_invitation",
    "write_session",
    "write_speaker",
]
