"""Slides and links of sessions: judged by content, given out so that they cannot act; and what attackers send."""

import io
import re
import zlib

import pytest
from PIL import Image
from sqlalchemy import select

from conference.kernel import backup, clock
from conference.kernel.history import history_of
from conference.kernel.words import Words
from conference.programme.actions import (
    add_material,
    add_session,
    change_material,
    remove_material,
    remove_photo,
    set_photo,
)
from conference.programme.models_files import Material
from conference.programme.rules import Visibility
from conference.programme.rules_files import LARGEST_PDF, MOST_MATERIALS, is_web_address, plain_name
from tests import make
from tests.attack.test_leaks import bomb
from tests.make import db
from tests.programme.conftest import BY, LATER, SPEAKER, file, photos, refused

pytestmark = pytest.mark.usefixtures("programme")
HERE = "/manage/events/congress/sessions/KEY001/materials/"


def materials():
    db.session.rollback()
    return db.session.scalars(select(Material)).all()


def test_slides_are_found_on_the_page_of_the_talk_and_only_downloaded(app, programme, alice):
    sent = {"title": "Slides", "file": file(make.pdf(), "Mes diapos – été.pdf"), "url": ""}
    assert alice.post(HERE, data=sent).status_code == 303
    assert alice.post(HERE, data={"title": "Code", "url": "https://example.org/code?a=1&b=2"}).status_code == 303

    reader = app.test_client()
    page = reader.get("/events/congress/sessions/KEY001/").text
    assert '<a href="https://example.org/code?a=1&amp;b=2" rel="noopener noreferrer nofollow">Code</a>' in page
    answer = reader.get(re.search(r'<a href="(/files/materials/\w+)">Slides</a>', page)[1])
    assert (answer.status_code, answer.data, answer.content_type) == (200, make.pdf(), "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Mes%20diapos%20%E2%80%93%20%C3%A9t%C3%A9.pdf" in answer.headers["Content-Disposition"]
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Content-Security-Policy"][-7:]) == ("nosniff", "sandbox")


def test_a_material_is_changed_replaced_and_removed(app, programme, alice):
    uid = add_material(programme.keynote, title="Slides", content=make.pdf(), file_name="a.pdf", **BY).uid
    before = app.test_client().get("/events/congress/sessions/KEY001/").headers["ETag"]

    assert alice.post(f"{HERE}{uid}/", data={"title": "The slides"}).status_code == 303
    assert (materials()[0].title, materials()[0].file_name) == ("The slides", "a.pdf")
    assert alice.post(f"{HERE}{uid}/", data={"title": "Poster", "file": file(make.picture("PNG", (3000, 1000)), "b.png")}).status_code == 303
    answer = app.test_client().get(f"/files/materials/{uid}")
    assert (answer.content_type, Image.open(io.BytesIO(answer.data)).size) == ("image/jpeg", (1920, 640))
    assert answer.headers["Content-Disposition"] == "inline; filename=b.jpg; filename*=UTF-8''b.jpg"
    assert app.test_client().get("/events/congress/sessions/KEY001/").headers["ETag"] != before

    assert alice.post(f"{HERE}{uid}/removal").status_code == 303
    assert (materials(), app.test_client().get(f"/files/materials/{uid}").status_code) == ([], 404)
    assert [each.action for each in db.session.scalars(history_of(programme.keynote.entity))][:4] == [
        "remove material", "change material", "change material", "add material",
    ]  # fmt: skip


POLYGLOTS = {
    "a page that holds a PDF": b"<script>alert(1)</script>" + make.pdf(),
    "a zip behind a PDF": make.pdf() + b"PK\x03\x04" + b"\0" * 4000,
    "a page behind a PDF": make.pdf() + b"<html><script>alert(1)</script>",
    "a PDF cut off": make.pdf()[:60],
    "an svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "a Word file": b"PK\x03\x04word/document.xml",
    "a script": b"#!/bin/sh\nrm -rf /",
    "nothing": b"",
    "a bomb": bomb(50_000, 50_000),
}


@pytest.mark.parametrize("content", POLYGLOTS.values(), ids=POLYGLOTS)
def test_only_a_whole_pdf_or_a_picture_is_taken(programme, alice, content):
    assert alice.post(HERE, data={"title": "x", "file": file(content, "slides.pdf")}).status_code == 422
    assert materials() == []


def test_a_pdf_called_png_is_a_pdf_and_a_picture_called_pdf_is_a_picture(programme):
    one = add_material(programme.keynote, content=make.pdf(), file_name="a.png", **BY)
    other = add_material(programme.keynote, content=make.picture(), file_name="b.pdf", **BY)
    assert [(each.content_type, each.file_name) for each in (one, other)] == [("application/pdf", "a.pdf"), ("image/jpeg", "b.jpg")]


def test_a_picture_with_a_page_inside_is_drawn_anew_without_it(programme):
    hidden = make.picture("JPEG", comment=b"<script>alert(1)</script>") + make.pdf()
    drawn = add_material(programme.keynote, content=hidden, file_name="x.html", **BY)
    assert (drawn.file_name, b"script" in drawn.content, b"%PDF" in drawn.content) == ("x.jpg", False, False)


def test_file_and_link_and_too_many_are_refused(programme, alice):
    assert refused(add_material, programme.keynote, **BY) == (422, ["nothing-given"])
    both = {"content": make.pdf(), "url": "https://example.org"}
    assert refused(add_material, programme.keynote, **both, **BY) == (422, ["file-and-link"])
    assert refused(add_material, programme.keynote, content=make.pdf(bytes(LARGEST_PDF)), **BY) == (422, ["file-too-large"])
    for number in range(MOST_MATERIALS):
        add_material(programme.keynote, url=f"https://example.org/{number}", **BY)
    assert refused(add_material, programme.keynote, url="https://example.org", **BY) == (422, ["too-many"])
    assert "Choose a file, or give a link." in alice.post(HERE, data={"title": "x"}).text


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://example.org/a", True), ("http://bücher.example/x", True), ("javascript:alert(1)", False), ("data:text/html,x", False),
        ("//example.org", False), ("https://", False), ("https://user:pass@example.org", False), ("https://a b.example", False),
        ("https://example.org/\nx", False), ("ftp://example.org", False), ("https://[::1", False), ("https:\\\\example.org", False),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_web_or_is_refused(url, fits):
    assert is_web_address(url) is fits


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\Users\\me\\talk.pptx", "talk.pdf"), ("", "file.pdf"), ("..", "file.pdf"), ("été.pdf", "été.pdf"),
        ('a"; filename="b.exe', "a filename= b.pdf"), ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"), ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_cannot_leave_its_folder_or_its_header(name, plain):
    assert plain_name(name, "pdf") == plain


def test_what_is_not_published_and_what_is_another_events_is_not_there(app, programme, alice):
    draft = add_session(programme.event, title=Words("Soon"), code="SOON01", **BY)
    unseen = add_material(draft, content=make.pdf(), file_name="a.pdf", **BY).uid
    other = make.event("other", programme.hospital, visibility=Visibility.PRIVATE)
    theirs = add_material(add_session(other, title=Words("Theirs"), code="KEY001", **BY), content=make.pdf(), file_name="a.pdf", **BY).uid

    stranger = app.test_client()
    assert [stranger.get(f"/files/materials/{each}").status_code for each in (unseen, theirs, "../../config", "x" * 22)] == [404] * 4
    assert [alice.get(f"/files/materials/{each}").status_code for each in (unseen, theirs)] == [200, 404]
    for path in (f"{theirs}/", f"{unseen}/"):
        assert alice.get(HERE + path).status_code == 404
        assert alice.post(f"{HERE}{path}removal").status_code == 404
    assert len(materials()) == 2


def test_what_nobody_is_allowed_to_change_stays(app, programme, client):
    make.sign_in(client, programme.bob)
    assert client.post(HERE, data={"url": "https://example.org"}).status_code == 403
    assert client.post("/manage/events/congress/speakers/GRACE1/", data={**SPEAKER, "photo": file(make.picture(), "a.png")}).status_code == 403
    assert (materials(), photos()) == ([], [])


def test_files_are_in_the_backup_and_come_back(both_engines, app, programme, tmp_path):
    with clock.at(LATER):
        uid = add_material(programme.keynote, content=make.pdf(), file_name="a.pdf", **BY).uid
        photo = set_photo(programme.grace, make.picture(), **BY).uid
        backup.write(tmp_path / "centre.zip", now=LATER)
        remove_material(materials()[0], **BY)
        remove_photo(programme.grace, **BY)
        db.session.remove()
        backup.read(tmp_path / "centre.zip", force=True)
    assert app.test_client().get(f"/files/materials/{uid}").data == make.pdf()
    assert app.test_client().get(f"/files/photos/{photo}.jpg").status_code == 200


def test_a_new_link_takes_the_place_of_the_old_one(programme):
    material = add_material(programme.keynote, url="https://example.org/1", **BY)
    assert material.title == "https://example.org/1"
    change_material(material, title="Code", url="https://example.org/2", **BY)
    assert (material.title, material.url, material.content) == ("Code", "https://example.org/2", None)
    assert refused(change_material, material, title="Code", url="javascript:x", **BY) == (422, ["bad-link"])


def test_a_long_link_without_a_title_is_called_by_its_beginning(both_engines, programme):
    material = add_material(programme.keynote, title="Code", url=(long := f"https://example.org/{'x' * 400}"), **BY)
    change_material(material, title="", url=long, **BY)
    assert (material.title, material.url) == (long[:240], long)


def test_a_page_of_compressed_nothing_is_not_unpacked(programme):
    """What a PDF holds is never unpacked here: its readers do that."""
    packed = zlib.compress(bytes(1_000_000))
    assert add_material(programme.keynote, content=make.pdf(packed), file_name="a.pdf", **BY).size < 2000
