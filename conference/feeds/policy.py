"""Who may have which private link."""

from __future__ import annotations

from conference.kernel.policy import signed_in
from conference.people.policy import is_themselves, manages_venue

make = signed_in
withdraw = is_themselves
see_details = manages_venue  # of a room's diary: whose each booking is
