"""What is made when first needed is made once, however many need it at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from conference.api.whose import organisation_for
from conference.kernel.database import db, transaction
from conference.people.models import Organisation, User
from tests import make
from tests.make import MONDAY


def test_the_centre_becomes_an_organisation_once(app, both_engines):
    vera = make.centre().vera.id
    db.session.rollback()
    start = threading.Barrier(8)

    @transaction
    def act() -> str:
        return organisation_for(db.session.get_one(User, vera), None, now=MONDAY).slug

    def client(_number):
        with app.app_context():
            db.session.connection()
            start.wait(30)
            return act()

    with ThreadPoolExecutor(8) as clients:
        assert list(clients.map(client, range(8))) == ["centre"] * 8
    assert db.session.scalars(select(Organisation.slug).where(Organisation.slug == "centre")).all() == ["centre"]
