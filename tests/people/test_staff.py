"""What administrators do: find, invite, give and take roles, close accounts, keep the list of organisations."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.kernel import clock
from conference.kernel.crypto import seal
from conference.kernel.database import db
from conference.kernel.history import Change
from conference.kernel.objection import Refused
from conference.kernel.words import Words
from conference.people import actions
from conference.people.models import Grant, Kind, Organisation, Role, User
from tests import make
from tests.make import MONDAY, sign_in

INVITATION = {"email": "new@example.org", "role": "organiser", "organisation": "institute", "language": "en"}


def path(user, what=""):
    return f"/manage/centre/people/{user.uid}/{what}"


def roles(user):
    rows = db.session.execute(select(Grant.role, Organisation.slug).outerjoin(Grant.organisation).where(Grant.user_id == user.id).order_by(Grant.id))
    return [tuple(row) for row in rows]


def test_people_are_found_by_any_part_of_their_name_in_any_writing(office, alice):
    make.user("Zoë Ångström")

    found = {
        text: "Ångström" in office.get("/manage/centre/people/", query_string={"q": text}).text
        for text in ("zoe", "ANGSTR", "angstrom zoë", "zoë@example", "alice", "%")
    }

    assert found == {"zoe": True, "ANGSTR": True, "angstrom zoë": True, "zoë@example": True, "alice": False, "%": False}


def test_people_are_found_by_role(office, alice):
    page = office.get("/manage/centre/people/?role=administrator").text

    assert ("Ada Admin" in page, "Alice Martin" in page) == (True, False)


def test_a_long_list_has_pages(office):
    for number in range(60):
        make.user(f"Person{number:02} Smith")
    first, second, far = (office.get(f"/manage/centre/people/?page={page}&q=smith").text for page in (1, 2, 99))

    assert [page.count("Smith</a>") for page in (first, second, far)] == [50, 10, 10]
    assert "?q=smith&amp;page=2" in first


def test_an_invitation_makes_an_account_with_its_role(office, letters):
    institute = make.organisation()

    answer = office.post("/manage/centre/people/invitation", data=INVITATION)

    user = db.session.scalars(select(User).where(User.email == "new@example.org")).one()
    assert (answer.status_code, answer.location, user.password_hash) == (303, path(user), None)
    assert roles(user) == [(Role.ORGANISER, institute.slug)]
    assert [letter.recipient for letter in letters()] == ["new@example.org"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisation": ""}, "An organiser belongs to an organisation."), ({"role": "administrator"}, "This role is for the whole centre."),
        ({"email": "ADA@example.org"}, "There is an account with this address already."), ({"email": "no address"}, "This is not an e-mail address."),
        ({"role": "emperor"}, "Role"), ({"organisation": "nowhere"}, "In"),
    ],
)  # fmt: skip
def test_an_invitation_that_makes_no_sense_writes_nothing(office, letters, change, said):
    make.organisation()

    answer = office.post("/manage/centre/people/invitation", data=INVITATION | change)

    assert answer.status_code == 422
    assert said in answer.text
    assert (letters(), db.session.scalar(select(func.count()).select_from(User))) == ([], 1)


def test_an_invitation_can_be_sent_again_until_its_owner_has_come(office, letters, alice):
    office.post("/manage/centre/people/invitation", data=INVITATION | {"role": "door", "organisation": ""})
    user = db.session.scalars(select(User).where(User.email == "new@example.org")).one()

    assert office.post(path(user, "invitation")).status_code == 303
    assert office.post(path(alice, "invitation")).status_code == 409
    assert len(letters()) == 2


def test_a_role_is_given_once_and_taken_back(office, alice, both_engines):
    institute = make.organisation()
    for _each in range(2):
        assert office.post(path(alice, "roles"), data={"role": "reviewer", "organisation": "institute"}).status_code == 303
    assert office.post(path(alice, "roles"), data={"role": "reviewer"}).status_code == 303
    assert roles(alice) == [(Role.REVIEWER, institute.slug), (Role.REVIEWER, None)]

    grant = db.session.scalars(select(Grant.id).where(Grant.user_id == alice.id).order_by(Grant.id)).first()
    assert office.post(path(alice, f"roles/{grant}/withdrawal")).status_code == 303

    assert roles(alice) == [(Role.REVIEWER, None)]
    said = db.session.scalars(select(Change.action).where(Change.entity == alice.actor).order_by(Change.id)).all()
    assert said == ["role_granted", "role_granted", "role_withdrawn"]


def test_a_grant_is_only_found_with_its_own_user(office, alice, ada):
    grant = db.session.scalars(select(Grant.id).where(Grant.user_id == ada.id)).one()

    assert office.post(path(alice, f"roles/{grant}/withdrawal")).status_code == 404


def test_the_last_administrator_stays(office, ada, both_engines):
    grant = db.session.scalars(select(Grant.id).where(Grant.user_id == ada.id)).one()
    make.user("Adam Closed", Role.ADMINISTRATOR, disabled_at=MONDAY)

    answers = [office.post(path(ada, what)).status_code for what in (f"roles/{grant}/withdrawal", "closing")]
    answers.append(office.post("/account/erasure").status_code)

    assert answers == [409, 409, 409]
    assert (roles(ada), db.session.get(User, ada.id).is_active) == ([(Role.ADMINISTRATOR, None)], True)


def test_one_of_two_administrators_may_go(office, ada):
    make.user("Adam Second", Role.ADMINISTRATOR)

    assert office.post(path(ada, "closing")).status_code == 303
    assert office.get("/account/").status_code == 303  # signed out


def test_a_closed_account_is_out_everywhere_until_it_is_opened_again(app, office, alice):
    browser = sign_in(app.test_client(), alice)
    office.post(path(alice, "closing"))
    assert browser.get("/account/").status_code == 303
    assert app.test_client().post("/login", data={"email": alice.email, "password": make.PASSWORD}).status_code == 422

    office.post(path(alice, "opening"))

    assert sign_in(app.test_client(), alice).get("/account/").status_code == 200
    assert browser.get("/account/").status_code == 303  # the old session has ended for good


def test_giving_roles_asks_for_the_password_again(office, alice):
    with clock.at(MONDAY + timedelta(minutes=16)):
        answer = office.post(path(alice, "roles"), data={"role": "administrator"})

    assert (answer.status_code, answer.location) == (303, f"/account/confirmation/?next={path(alice)}")
    assert roles(alice) == []


def test_an_organisation_is_added_and_changed(office):
    office.post("/manage/centre/organisations/new", data={"name_en": "The Institute", "name_fr": "L’Institut", "slug": "institute", "kind": "member"})
    office.post(
        "/manage/centre/organisations/institute/", data={"name_en": "The Institute", "name_fr": "", "slug": "the-institute", "kind": "partner"}
    )

    made = db.session.scalars(select(Organisation)).one()
    assert (made.slug, made.name, made.kind) == ("the-institute", {"en": "The Institute"}, Kind.PARTNER)
    change = db.session.scalars(select(Change).where(Change.action == "changed")).one()
    assert change.before == {"slug": "institute", "name": {"en": "The Institute", "fr": "L’Institut"}, "kind": "member"}


@pytest.mark.parametrize(
    ("slug", "status"), [("hospital", 422), ("The Institute", 422), ("a--b", 422), ("", 422), ("x" * 61, 422), ("institut-2", 303)]
)
def test_a_short_name_is_an_address_and_taken_once(office, slug, status):
    make.organisation("hospital", "The Hospital")

    answer = office.post("/manage/centre/organisations/new", data={"name_en": "New", "slug": slug, "kind": "member"})

    assert answer.status_code == status


def test_an_edited_short_name_must_be_free_too(app, both_engines):
    make.organisation("hospital", "The Hospital")
    institute = make.organisation()

    with pytest.raises(Refused) as refused:
        actions.update_organisation(institute, slug="hospital", name=Words("X"), kind=Kind.MEMBER, by="system", now=MONDAY)
    assert refused.value.codes == ["slug-taken"]


def test_names_in_other_languages_stay_when_the_form_does_not_show_them(office):
    make.changed(make.organisation(), name=Words({"en": "The Institute", "ja": "研究所"}))

    office.post("/manage/centre/organisations/institute/", data={"name_en": "Institute", "slug": "institute", "kind": "member"})

    assert db.session.scalars(select(Organisation)).one().name == {"en": "Institute", "ja": "研究所"}


def test_an_administrator_helps_who_lost_phone_and_codes(app, office, alice, ada, letters):
    make.changed(alice, totp_sealed=seal("GEZDGNBVGY3TQOJQ"), totp_confirmed_at=MONDAY, recovery_hashes=["x"])

    assert office.post(path(alice, "second-step-removal")).status_code == 303

    assert sign_in(app.test_client(), alice).get("/account/").status_code == 200
    assert [(letter.recipient, letter.subject) for letter in letters()] == [("alice@example.org", "Your account was changed")]
    change = db.session.scalars(select(Change)).one()
    assert (change.action, change.actor, change.entity) == ("second_factor_off", ada.actor, alice.actor)
