"""The pages of this feature."""

from conference.people.views import account, history, links, organisations, security, sign_in, staff, tokens
from conference.people.views.blueprint import bp as bp

PAGES = (account, history, links, organisations, security, sign_in, staff, tokens)
