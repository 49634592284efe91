"""The pages of registration."""

from conference.registration.views import own as own
from conference.registration.views import public as public
from conference.registration.views.blueprint import manage_bp as manage_bp
from conference.registration.views.blueprint import own_bp as own_bp
from conference.registration.views.blueprint import public_bp as public_bp
