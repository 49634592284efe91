"""The pages of this feature. Rooms are shown with what is free in them, so the public room pages are here too."""

from conference.booking.views import bookings, change, closures, diary, new, rooms, use
from conference.booking.views.blueprint import bp as bp

PAGES = (rooms, new, bookings, change, diary, closures, use)
