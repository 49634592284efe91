"""Every page of the demonstration as people will see it: both languages, both schemes, wide and on a phone, right to left.

Each language is seen light and wide, dark and on a phone; axe-core, the console and the layout must find nothing.
"""

import re
from datetime import timedelta

import pytest

from conference.booking.models import Booking
from conference.desk.demo import campus
from conference.desk.demo.build import build
from conference.kernel import clock
from conference.kernel.crypto import hash_token
from conference.kernel.database import db, transaction
from conference.people import actions as people
from conference.people import totp
from conference.people.actions.links import make_link
from conference.people.models import LinkPurpose, User
from conference.people.rules import Role
from conference.programme.actions import add_material
from conference.programme.models import Event, PublishedSession, Session, Speaker
from conference.programme.models_team import TeamInvitation
from conference.registration.links import mint
from conference.registration.models import Registration
from conference.registration.rules import State

EVENT = "life-data-congress"
VARIANTS = {
    "english, light, wide": {"lang": "en", "color_scheme": "light", "width": 1280},
    "français, dark, phone": {"lang": "fr", "color_scheme": "dark", "width": 360},
    "english, dark, phone": {"lang": "en", "color_scheme": "dark", "width": 360},
    "français, light, wide": {"lang": "fr", "color_scheme": "light", "width": 1280},
    "right to left, light, phone": {"lang": "ar", "color_scheme": "light", "width": 360},
}
PUBLIC = """
    / /search/?q=data /privacy/ /accessibility/ /login /password-reset/ /rooms/ /rooms/hall/ /rooms/hall-b/display/ /calendar/ /api/
    /rooms/?date={day}&from=09:00&to=12:00&people=40&layout=theatre /events/ /events/{event}/ /events/{event}/schedule/?day={day}
    /events/{event}/schedule/?view=list&track=genomics /events/{event}/sessions/{session}/ /events/{event}/speakers/
    /events/{event}/speakers/{speaker}/ /events/{event}/changes/ /events/{event}/register/ /events/{event}/register/link/ /terms/ /imprint/ /no-such-page/
    /events/?when=past /registrations/{secret}/ /registrations/{secret}/change/ /registrations/{secret}/erasure/
    /password-reset/{reset} /invitations/{invitation} /email-confirmation/{address} /team-invitations/{team}/
"""
STAFF = """
    /diary/ /diary/?view=list /bookings/ /bookings/new?room=hall-a /bookings/{booking}/ /bookings/{coming}/edit /bookings/{coming}/move
    /bookings/?view=options /account/ /account/confirmation/ /account/password/ /account/email/
    /account/logins/ /account/tokens/ /account/two-factor/ /account/data/ /account/feeds/ /manage/events/ /manage/events/new/
    /manage/events/{event}/draft/ /manage/events/{event}/draft/{session}/ /manage/events/{event}/ /manage/events/{event}/edit/ /manage/events/{event}/edit/texts/?setup=1
    /manage/events/{event}/edit/languages/ /manage/events/{event}/edit/visibility/ /manage/events/{event}/sessions/ /manage/events/{event}/sessions/{session}/
    /manage/events/{event}/sessions/{session}/materials/ /manage/events/{event}/sessions/{session}/materials/{material}/
    /manage/events/{event}/new-speaker/ /manage/events/{event}/tracks/genomics/ /manage/events/{event}/rooms/foyer/
    /manage/events/{event}/registrations/{registration}/change/ /manage/events/{event}/registrations/new/
    /manage/events/{event}/registrations/places/ /manage/events/{event}/registrations/categories/
    /manage/events/{event}/registrations/categories/student/ /manage/events/{event}/registrations/consents/
    /manage/centre/organisations/new /manage/centre/rooms/hall-a/hours /manage/centre/people/{person}/
    /manage/events/{event}/new-session/ /manage/events/{event}/speakers/ /manage/events/{event}/speakers/{speaker}/
    /manage/events/{event}/rooms/ /manage/events/{event}/tracks/ /manage/events/{event}/team/ /manage/events/{event}/publish/ /manage/events/{event}/history/
    /manage/events/{event}/registrations/ /manage/events/{event}/registrations/{registration}/ /manage/events/{event}/door/
    /manage/centre/rooms/ /manage/centre/rooms/new /manage/centre/rooms/hall/ /manage/centre/hours/ /manage/centre/people/
    /manage/centre/people/invitation /manage/centre/organisations/ /manage/centre/organisations/institute/ /manage/centre/history/
    /manage/centre/letters/ /manage/centre/clocks/ /manage/centre/settings/ /manage/centre/settings/languages/
    /manage/centre/settings/texts/ /manage/centre/settings/bookings/ /manage/centre/use/ /manage/centre/use/?period=coming /manage/centre/closures/
    /manage/events/{event}/registrations/figures/ /manage/events/{running}/registrations/figures/ /
"""
LAYOUT = """() => { const out = [], page = document.documentElement;
  if (page.scrollWidth > innerWidth + 1) out.push(`scrolls sideways: ${page.scrollWidth} > ${innerWidth}`);
  if (document.querySelectorAll('h1').length !== 1) out.push('not one h1');
  if (!document.title.trim() || !page.lang || !page.dir) out.push('no title, lang or dir');
  return out; }"""


# What is no page: files, what programs read, parts of pages; and pages that stand behind an unfinished sign-in: seen by a test of their own.
NO_PAGES = """
    static feeds. api telemetry.metrics desk.centre_css desk.logo desk.robots booking.events registration.door_count registration.export
    registrant.data registrant.ticket registrant.picture people.download_data programme.material programme.photo
"""
BEHIND_A_SIGN_IN = "people.second_step people.recovery_codes"


@pytest.fixture
def settings():
    return {"LOCALES": ["en", "fr", "ar"]}


@pytest.fixture
def names(app):
    """The demonstration is built; names of one of each thing in it."""
    build(clock.now())
    event = db.session.scalars(db.select(Event).filter_by(slug=EVENT)).one()
    first = db.select(PublishedSession).filter_by(event_id=event.id).where(PublishedSession.part_of_code.is_not(None))
    found = {
        "event": EVENT,
        "running": "clinical-ai-school",
        "coming": db.session.scalars(db.select(Booking).where(Booking.title == "International Congress of Life Data")).first().uid,
        "person": db.session.scalars(db.select(User)).first().uid,
        "day": event.starts_on.isoformat(),
        "session": db.session.scalars(first).first().code,
        "speaker": db.session.scalars(db.select(Speaker).filter_by(event_id=event.id)).first().code,
        "booking": db.session.scalars(db.select(Booking).where(Booking.rrule.is_not(None))).first().uid,
        "registration": db.session.scalars(db.select(Registration).filter_by(event_id=event.id)).first().uid,
    }
    someone = db.select(Registration).where(Registration.event_id == event.id, Registration.state == State.CONFIRMED)
    found["secret"] = transaction(mint)(db.session.scalars(someone).first(), now=clock.now())
    found |= letters(event)
    session = db.session.scalars(db.select(Session).filter_by(event_id=event.id, code=found["session"])).one()
    found["material"] = add_material(session, title="Slides", url="https://example.org/slides", by="system", now=clock.now()).uid
    db.session.rollback()
    return found


@transaction
def letters(event) -> dict[str, str]:
    """Secrets that letters of the centre bring."""
    user, now = db.session.scalars(db.select(User).order_by(User.id)).all()[-1], clock.now()
    offered = TeamInvitation(event_id=event.id, email=user.email, role=Role.DOOR, secret_hash=hash_token("team"), invited_at=now)
    offered.expires_at = now + timedelta(days=1)
    db.session.add(offered)
    links = {"reset": LinkPurpose.PASSWORD_RESET, "invitation": LinkPurpose.INVITATION, "address": LinkPurpose.EMAIL_CHANGE}
    return {name: make_link(user, purpose, now=now, email="new@example.org") for name, purpose in links.items()} | {"team": "team"}


def watched(page):
    """The page, which keeps what it complains of; but for axe's own styles, which the policy refuses, too, and which may be told late."""
    page.complaints = []

    def hear(said):
        if said.type == "error" and "Applying inline style" not in said.text:
            page.complaints.append(f"console: {said.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: page.complaints.append(f"error: {error}"))
    return page


def look_at(page, paths, names, axe, variant) -> list[str]:
    """What is wrong with each page, a line each."""
    found = []
    for path in paths:
        address = path.format(**names)
        answer = page.goto(address + ("&" if "?" in address else "?") + f"lang={variant['lang']}", wait_until="load")
        missing = "no-such-page" in address
        if answer.status != (404 if missing else 200):
            found.append(f"{address}: {answer.status}")
        if missing:
            page.complaints.clear()  # the console tells every 404
        if page.locator("html").get_attribute("dir") != ("rtl" if variant["lang"] == "ar" else "ltr"):
            found.append(f"{address}: wrong direction")
        found += [f"{address}: {line}" for line in wrong_with(page, axe)]
    return found


def wrong_with(page, axe) -> list[str]:
    """What the console says, then layout and axe; what axe makes the console say is its own doing."""
    found = [*page.complaints, *page.evaluate(LAYOUT), *axe(page)]
    page.complaints.clear()
    return found


def test_no_page_is_forgotten(app):
    addresses = app.url_map.bind("centre.example")
    paths = [re.sub(r"\{\w+\}", "2027-01-05", path).split("?")[0] for path in (PUBLIC + STAFF).split() if "no-such-page" not in path]
    looked_at = {addresses.match(path, method="GET")[0] for path in paths}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    left_out = tuple((NO_PAGES + BEHIND_A_SIGN_IN).split())
    assert sorted(page for page in pages - looked_at if not page.startswith(left_out)) == []


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_every_page_is_fit_to_be_seen(names, context, axe, variant):
    page = watched(context(width=variant["width"], color_scheme=variant["color_scheme"], locale=variant["lang"]).new_page())
    found = look_at(page, PUBLIC.split(), names, axe, variant)
    page.goto("/login")
    page.fill("input[name=email]", campus.PEOPLE[0][0])
    page.fill("input[name=password]", campus.PASSWORD)
    page.click("form:has(input[type=password]) [type=submit]")
    found += look_at(page, STAFF.split(), names, axe, variant)
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("variant", [VARIANTS["english, light, wide"], VARIANTS["français, dark, phone"]], ids=["wide", "phone"])
def test_the_second_step_and_its_recovery_codes_are_fit_to_be_seen(names, context, axe, variant):
    email = campus.PEOPLE[0][0]
    user = db.session.scalars(db.select(User).filter_by(email=email)).one()
    key = totp.base64.b32decode(people.begin_second_factor(user))
    people.confirm_second_factor(user, totp.code(key, totp.step_of(clock.now()) - 1), by=user, now=clock.now())
    db.session.rollback()
    page = watched(context(width=variant["width"], color_scheme=variant["color_scheme"], locale=variant["lang"]).new_page())
    page.goto(f"/login?lang={variant['lang']}")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", campus.PASSWORD)
    page.click("form:has(input[type=password]) [type=submit]")
    page.wait_for_url("**/login/code*", wait_until="load")
    found = wrong_with(page, axe)
    page.fill("input[name=code]", totp.code(key, totp.step_of(clock.now())))
    page.click("form:has(input[name=code]) [type=submit]")
    page.wait_for_url(lambda address: "/login" not in address, wait_until="load")
    page.goto("/account/two-factor/")
    page.click("form[action$='two-factor/codes'] [type=submit]")
    page.wait_for_selector("[data-recovery-codes] li")
    page.wait_for_load_state("load")
    found += wrong_with(page, axe)
    assert not found, "\n".join(found)
