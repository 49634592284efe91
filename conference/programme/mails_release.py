"""Letters to those on a programme about a release: one letter a person, with all that changes for them.

A release notes what it changes for whom; the worker writes the letters, so that hundreds of them hold no lock. Whoever was not
told of the release before gets one letter about both.
"""

from __future__ import annotations

from datetime import datetime

from conference.kernel.mail import Mail, compose
from conference.kernel.owed import LetterOwed, Written, owe_all, take_back
from conference.kernel.web import absolute
from conference.people.models import User
from conference.programme import policy
from conference.programme.difference import Difference
from conference.programme.models import Event, Speaker
from conference.programme.news import Change, from_json, to_json, together
from conference.programme.queries_told import concerned_by, entities_of, log_ins_of, reached_at, speaker_of

RELEASE = "release"


def owe_news(event: Event, difference: Difference, *, tell: bool, now: datetime) -> None:
    """Owe a letter to each whom this difference concerns and who can be reached, in the running transaction. Without `tell` only
    what was owed already is brought up to date. Two statements, and one more where there is something to tell."""
    owed = {about: from_json(facts) for about, facts in take_back(RELEASE, entities_of(event)).items()}
    if tell or owed:
        for each in concerned_by(event, difference):
            if each.email and (tell or each.speaker.entity in owed):
                owed[each.speaker.entity] = together(owed.get(each.speaker.entity, ()), each.changes)
        owe_all(RELEASE, {about: to_json(changes) for about, changes in owed.items() if changes}, now=now)


def write(owed: LetterOwed) -> Written | None:
    """The letter; None when nobody can be reached any more, or the event no longer takes place and that is all it would move."""
    speaker = speaker_of(owed.about)
    if speaker is None or speaker.person is None or not speaker.person.email:
        return None
    user = log_ins_of([speaker.person]).get(speaker.person.id)
    changes = [change for change in from_json(owed.facts) if change[0] == "cancelled" or not speaker.event.cancelled_at]
    if not changes or (user is not None and not user.is_active):
        return None
    number, reached = speaker.id, reached_at(speaker.id)
    return Written(letter(speaker, user, changes), lambda: reached_at(number) == reached)


def letter(speaker: Speaker, user: User | None, changes: list[Change]) -> Mail:
    """The letter in the speaker's language and zone. Links to a private event's pages are for those who may open them."""
    event, person = speaker.event, speaker.person
    assert person is not None and person.email is not None
    may_open = event.visibility.is_open or policy.see(user, event)
    return compose(
        RELEASE,
        to=user.email if user else person.email,
        locale=(user.locale if user else None) or person.language,
        zone=(user.timezone if user else None) or person.timezone or event.timezone,
        about=speaker.entity,
        name=speaker.name,
        event=event,
        changes=[(kind, line, absolute("programme.session", slug=event.slug, code=line.code) if may_open else "") for kind, line in changes],
        schedule_url=absolute("programme.schedule", slug=event.slug) if may_open else "",
    )
