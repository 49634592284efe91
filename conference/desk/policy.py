"""Who may do what at the desk."""

from __future__ import annotations

from conference.people.policy import is_administrator, manages_venue

see_letters = manages_venue
see_clocks = manages_venue
change_settings = is_administrator
