"""Staff see what the purges erase and when; looking erases nothing."""

import re
from datetime import date, timedelta

from flask import current_app

from conference.desk.views import CLOCKS
from conference.kernel.clock import at
from conference.kernel.database import db
from conference.kernel.words import Words
from conference.registration.models import Registration
from tests import make
from tests.registration.cast import congress, enrol


def test_staff_see_what_is_due_and_whose_time_is_up_next(app, client):
    centre = make.centre()
    for slug, day in (("old", date(2027, 3, 1)), ("young", date(2027, 5, 1))):
        event = congress(slug=slug, title=Words({"en": f"{slug.title()} congress"}), of=centre.institute, starts_on=day, ends_on=day)
        enrol(event, "Ana"), enrol(event, "Ben")
    with at(make.MONDAY + timedelta(days=181)):
        make.sign_in(client, centre.vera)
        page = client.get("/manage/centre/clocks/").text

    rows = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.S)] for row in page.split("<tr>")[1:]]
    assert rows[1][:2] == ["Registrants of events that are long over", "2"]
    assert rows[-2:] == [
        ["Old congress", "Monday, 1 March 2027", "2", "now"],
        ["Young congress", "Saturday, 1 May 2027", "2", "Friday, 29 October 2027"],
    ]
    assert Registration.query.filter_by(given_name="Ana").count() == 2


def test_every_purge_that_the_page_names_is_a_job(app):
    assert CLOCKS.keys() <= current_app.extensions["jobs"].keys()
    db.session.rollback()
