"""Letters to those on a programme about a release (one letter a person, with all that changes for them), and to whom a team invites."""

from __future__ import annotations

from typing import Any

from conference.kernel.mail import Mail, compose, post
from conference.kernel.web import absolute
from conference.people.mails import language_of
from conference.people.models import User
from conference.programme.models import Event
from conference.programme.models_team import TeamInvitation
from conference.programme.queries_told import Concerned, log_ins_of


def team_invitation(invitation: TeamInvitation, secret: str, *, by: User) -> Mail:
    """In the language of whoever invites: of the address nothing is known."""
    event, url = invitation.event, absolute("programme.team_invitation", secret=secret)
    facts: dict[str, Any] = {"event": event, "role": invitation.role.label, "inviter": by.name, "until": invitation.expires_at, "url": url}
    return compose("team_invitation", to=invitation.email, locale=language_of(by), zone=event.timezone, about=event.entity, **facts)


def tell_of_release(event: Event, people: list[Concerned]) -> int:
    """Post a letter to each of these who can be reached, in their language; how many that are. In the running transaction."""
    reached = [each for each in people if each.email]
    users = log_ins_of([each.speaker.person for each in reached if each.speaker.person])
    told = 0
    for each in reached:
        person = each.speaker.person
        assert person is not None and each.email is not None
        user = users.get(person.id)
        if user is not None and not user.is_active:
            continue
        post(
            compose(
                "release",
                to=user.email if user else each.email,
                locale=(user.locale if user else None) or person.language,
                zone=(user.timezone if user else None) or person.timezone or event.timezone,
                about=f"speaker:{each.speaker.uid}",
                name=each.speaker.name,
                event=event,
                changes=[(kind, line, absolute("programme.session", slug=event.slug, code=line.code)) for kind, line in each.changes],
                schedule_url=absolute("programme.schedule", slug=event.slug),
            )
        )
        told += 1
    return told
