"""Letters to whom a team invites; those about a release are in mails_release."""

from __future__ import annotations

from typing import Any

from conference.kernel.mail import Mail, compose
from conference.kernel.web import absolute
from conference.people.mails import language_of
from conference.people.models import User
from conference.programme.models_team import TeamInvitation


def team_invitation(invitation: TeamInvitation, secret: str, *, by: User) -> Mail:
    """In the language of whoever invites: of the address nothing is known."""
    event, url = invitation.event, absolute("programme.team_invitation", secret=secret)
    facts: dict[str, Any] = {"event": event, "role": invitation.role.label, "inviter": by.name, "until": invitation.expires_at, "url": url}
    return compose("team_invitation", to=invitation.email, locale=language_of(by), zone=event.timezone, about=event.entity, **facts)
