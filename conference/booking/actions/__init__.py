"""The only writers of bookings and closures. All of them: keyword-only after the first argument, `by=` and `now=` given."""

from __future__ import annotations

from conference.booking.actions.changing import change_booking as change_booking
from conference.booking.actions.changing import confirm_option as confirm_option
from conference.booking.actions.changing import move_booking as move_booking
from conference.booking.actions.closing import close_room as close_room
from conference.booking.actions.closing import lift_closure as lift_closure
from conference.booking.actions.ending import cancel_booking as cancel_booking
from conference.booking.actions.ending import lapse_options as lapse_options
from conference.booking.actions.ending import release_option as release_option
from conference.booking.actions.ending import restore_booking as restore_booking
from conference.booking.actions.placing import book_room as book_room
from conference.booking.planning import Plan as Plan
from conference.booking.planning import plan_booking as plan_booking
