"""What the routes of tests/doors.py are tried with: things of tests/stage.py, and bodies that fit."""

from __future__ import annotations

# A fact of the stage, or with `=` before it the value itself, for each argument: of a blueprint, of an endpoint, of a variant
# of it (each overrides the ones before). What a route has no place for goes behind the `?`.
ARGUMENTS: dict[str, dict[str, str]] = {
    "people": {"uid": "person"},
    "people.end_login": {"uid": "login"},
    "people.withdraw_token": {"uid": "api_token"},
    "people.withdraw_role": {"grant_id": "grant"},
    "people.invite_again": {"uid": "invited"},
    "people.enable_person": {"uid": "closed"},
    "people.edit_organisation": {"slug": "organisation"},
    "people.new_password": {"secret": "reset"},
    "people.invitation": {"secret": "invitation"},
    "people.email_confirmation": {"secret": "email_change"},
    "venue": {"slug": "room"},
    "booking": {"uid": "booking"},
    "booking.confirm": {"uid": "option"},
    "booking.release": {"uid": "option"},
    "booking.restore": {"uid": "cancelled"},
    "booking.lift": {"uid": "closure"},
    "programme": {"slug": "event", "code": "=KEY001", "track": "=machines", "room": "=marquee", "number": "team", "uid": "booking", "step": "=texts"},
    "programme.speaker": {"code": "speaker"},
    "programme.speaker@private": {"code": "private_speaker"},
    "programme.manage_speaker": {"code": "speaker"},
    "programme.photo": {"uid": "photo"},
    "programme.photo@private": {"uid": "private_photo"},
    "programme.material": {"uid": "material"},
    "programme.material@private": {"uid": "private_material"},
    "programme.manage_material": {"uid": "material"},
    "programme.manage_material_remove": {"uid": "material"},
    "programme.manage_team_uninvite": {"number": "team_invitation"},
    "programme.team_invitation": {"secret": "team_secret"},
    "programme.manage_session_return": {"code": "=OFF001"},
    "registration": {"slug": "event", "uid": "registration", "name": "=student", "purpose": "=photos", "number": "scan"},
    "registration.manage_approve": {"uid": "pending"},
    "registration.manage_decline": {"uid": "pending"},
    "registrant": {"secret": "manage", "number": "consent"},
    "feeds": {"slug": "event", "code": "=KEY001", "track": "=machines", "room": "=marquee", "uid": "feed", "token": "agenda"},
    "feeds.room": {"room": "room", "token": "diary"},
    "feeds.speaker": {"code": "speaker"},
    "feeds.speaker@private": {"code": "private_speaker"},
    "desk": {"uid": "letter", "part": "=languages"},
    "api_rooms": {"slug": "room"},
    "api_bookings": {"id": "booking"},
    "api_events": {"slug": "event"},
    "api_sessions": {"slug": "event", "code": "=KEY001"},
    "api_speakers": {"slug": "event"},
    "api_speakers.speaker": {"code": "speaker"},
    "api_speakers.speaker@private": {"code": "private_speaker"},
    "api_speakers.change_a_speaker": {"code": "speaker"},
    "api_parts": {"slug": "event", "track": "=machines", "room": "=marquee"},
    "api_clashes": {"slug": "event"},
    "api_closures": {"id": "closure"},
    "api_registrations": {"slug": "event", "code": "ticket", "nonce": "=a first scan"},
    "api_availability": {"starts_at": "=2027-03-02T09:00+01:00", "ends_at": "=2027-03-02T10:00+01:00"},
}

# What every `@variant` changes: a private event instead of the public one; a secret that is not one.
VARIANTS: dict[str, dict[str, str]] = {
    "private": {"slug": "private"},
    "wrong": {"secret": "=abcdefghijklmnopqrstuvwxyz234567", "token": "=abcdefghijklmnopqrstuvwxyz234567"},
}

# What the API reads before it asks whether the thing is one's own has to fit, or the answer tells nothing about the door.
TOLD = {"given_name": "Aki", "email": "aki@example.org", "country": "JP", "language": "ja", "timezone": "Asia/Tokyo"}
BODIES: dict[str, dict[str, object]] = {
    "api_sessions.add_a_session": {"title": "New"},
    "api_speakers.add_a_speaker": {"name": "Nora New"},
    "api_closures.close_a_room": {"room": "hall-c", "starts_at": "2027-03-05T09:00+01:00", "ends_at": "2027-03-05T10:00+01:00", "reason": "painting"},
    "api_parts.add_a_track": {"name": "Bridges"},
    "api_parts.add_an_event_room": {"name": "Tent"},
    "api_registrations.register_somebody": TOLD,
    "api_registrations.check_somebody_in": {"code": "unknown", "nonce": "one"},
}

# The same for a page that looks for what the form names.
FORMS: dict[str, dict[str, object]] = {"programme.manage_room_join": {"room": 1}}
