"""The programme's pages: what everybody reads, and what organisers do."""

from conference.programme.views import public as public
from conference.programme.views import schedule as schedule
from conference.programme.views.blueprint import bp as bp
