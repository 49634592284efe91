"""The programme's pages: what everybody reads, and what organisers do."""

from conference.programme.views import bookings as bookings
from conference.programme.views import draft as draft
from conference.programme.views import files as files
from conference.programme.views import history as history
from conference.programme.views import manage_events as manage_events
from conference.programme.views import manage_materials as manage_materials
from conference.programme.views import manage_parts as manage_parts
from conference.programme.views import manage_sessions as manage_sessions
from conference.programme.views import manage_steps as manage_steps
from conference.programme.views import public as public
from conference.programme.views import schedule as schedule
from conference.programme.views import team as team
from conference.programme.views.blueprint import bp as bp
