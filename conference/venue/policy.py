"""Who may do what with the house. Rooms and their free times are public; changing them is for the centre's staff."""

from __future__ import annotations

from conference.kernel.policy import anyone
from conference.people.policy import is_administrator, manages_venue

see_rooms = anyone
manage_rooms = manages_venue
set_hours = manages_venue
change_venue = is_administrator
