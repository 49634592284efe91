"""Who may see and change registrations: the event's rights decide. Whoever holds a self-service link needs none of these."""

from conference.programme.policy import check_in as check_in
from conference.programme.policy import run_registration as run_registration
from conference.programme.policy import see as see
