"""The pages of registration."""

from conference.registration.views import door as door
from conference.registration.views import figures as figures
from conference.registration.views import manage as manage
from conference.registration.views import own as own
from conference.registration.views import public as public
from conference.registration.views import setup as setup
from conference.registration.views.blueprint import bp as bp
from conference.registration.views.blueprint import own_bp as own_bp
