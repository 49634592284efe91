"""Photos of speakers: judged by content, drawn anew, given out so that they cannot act; and what attackers send."""

import io
import re

import pytest
from PIL import Image

from conference.kernel.history import history_of
from conference.people import erasure
from conference.programme.actions import (
    add_speaker,
    change_event,
    change_session,
    change_speaker,
    set_photo,
)
from conference.programme.rules import Part, Visibility
from tests import make
from tests.attack.test_leaks import bomb
from tests.make import db
from tests.programme.conftest import BY, LATER, SPEAKER, file, photos, publish

pytestmark = pytest.mark.usefixtures("programme")


def send_photo(client, content, name="me.png", **more):
    return client.post("/manage/events/congress/speakers/GRACE1/", data={**SPEAKER, "photo": file(content, name), **more})


def send_raw(client, content):
    """The same body, written by hand: the test client's own leaves a temporary file behind for large ones."""
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in SPEAKER.items()]
    head = '--b\r\nContent-Disposition: form-data; name="photo"; filename="me.png"\r\nContent-Type: image/png\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + b"\r\n--b--\r\n"
    return client.post("/manage/events/congress/speakers/GRACE1/", data=body, content_type="multipart/form-data; boundary=b")


def test_a_photo_is_shown_square_and_without_what_was_hidden_in_it(app, programme, alice):
    exif = Image.new("RGB", (1, 1)).getexif()
    exif[0x010E] = "48.85N 2.35E <script>alert(1)</script>"

    assert send_photo(alice, make.picture("JPEG", (900, 600), exif=exif, comment=b"<?php") + b"<?php tail ?>").status_code == 303

    reader = app.test_client()
    address = re.search(r'src="(/files/photos/\w+\.jpg)" alt="Grace Hopper"', reader.get("/events/congress/speakers/GRACE1/").text)[1]
    answer = reader.get(address)
    assert (answer.status_code, answer.content_type, Image.open(io.BytesIO(answer.data)).size) == (200, "image/jpeg", (480, 480))
    assert not any(hidden in answer.data for hidden in (b"script", b"php", b"48.85N", b"Exif"))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "public, max-age=300")
    assert reader.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for page in ("speakers/", "sessions/KEY001/"):
        assert f'src="{address}" alt=""' in reader.get(f"/events/congress/{page}").text


def test_a_new_photo_takes_the_place_of_the_old_one_and_a_box_removes_it(app, programme, alice):
    send_photo(alice, make.picture())
    old = photos()[0].uid
    send_photo(alice, make.picture("WEBP", (50, 80)))
    (new,) = photos()
    assert new.uid != old
    assert app.test_client().get(f"/files/photos/{old}.jpg").status_code == 404

    assert 'name="remove_photo"' in alice.get("/manage/events/congress/speakers/GRACE1/").text
    assert alice.post("/manage/events/congress/speakers/GRACE1/", data={**SPEAKER, "remove_photo": "y"}).status_code == 303

    assert photos() == []
    assert "portrait" not in app.test_client().get("/events/congress/speakers/GRACE1/").text
    assert [each.action for each in db.session.scalars(history_of(f"speaker:{programme.grace.uid}"))][:3] == [
        "remove photo",
        "set photo",
        "set photo",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", make.pdf(), b"GIF89a/*<script>", b"MZ\x90", bomb(50_000, 50_000),
        bomb(7000, 7000), make.picture()[:40], b"\x89PNG\r\n\x1a\n", b"<html><script>alert(1)</script></html>",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_its_reason_and_nothing_is_changed(programme, alice, content):
    answer = send_photo(alice, content, affiliation="Elsewhere")

    assert answer.status_code == 422
    assert "This is not a picture that can be used. Send a PNG, JPEG or WebP file." in answer.text
    assert photos() == []
    db.session.refresh(programme.grace)
    assert programme.grace.affiliation == "Navy"


def test_too_much_is_413_and_a_picture_over_its_own_limit_says_so(alice):
    assert send_raw(alice, b"\x89PNG" + bytes(9 * 1024 * 1024)).status_code == 413
    answer = send_raw(alice, b"\x89PNG" + bytes(7 * 1024 * 1024))
    assert (answer.status_code, "The picture is larger than 6 MB." in answer.text) == (422, True)


def test_the_photo_of_a_draft_is_its_organisers_alone(app, programme, alice):
    uid = set_photo(programme.grace, make.picture(), **BY).uid
    unseen = set_photo(make_unseen(programme.event), make.picture(), **BY).uid
    stranger = app.test_client()
    assert [stranger.get(f"/files/photos/{each}.jpg").status_code for each in (uid, unseen)] == [200, 404]
    assert alice.get(f"/files/photos/{unseen}.jpg").status_code == 200

    change_event(programme.event, visibility=Visibility.PRIVATE, **BY)

    assert stranger.get(f"/files/photos/{uid}.jpg").status_code == 404
    assert alice.get(f"/files/photos/{uid}.jpg").headers["Cache-Control"] == "private, no-cache"


def test_a_photo_is_shown_as_long_as_its_page_whatever_the_draft_says(both_engines, app, programme):
    """Readers see who was published: to take somebody off the draft breaks no picture, to put somebody on it shows none."""
    uid = set_photo(programme.grace, make.picture(), **BY).uid
    newcomer = add_speaker(programme.event, name="Newcomer", **BY)
    unseen = set_photo(newcomer, make.picture(), **BY).uid
    change_session(programme.keynote, speakers=[(newcomer, Part.SPEAKER)], **BY)
    change_session(programme.part, speakers=[(newcomer, Part.SPEAKER)], **BY)
    reader = app.test_client()
    assert f"/files/photos/{uid}.jpg" in reader.get("/events/congress/speakers/GRACE1/").text
    assert [reader.get(f"/files/photos/{each}.jpg").status_code for each in (uid, unseen)] == [200, 404]

    publish(programme.event, now=LATER)

    assert [reader.get(f"/files/photos/{each}.jpg").status_code for each in (uid, unseen)] == [404, 200]


def make_unseen(event):
    return add_speaker(event, name="Nobody Yet", **BY)


def test_an_erased_person_takes_photo_and_biography_along(programme):
    person = programme.bob.person
    change_speaker(programme.grace, person_id=person.id, **BY)
    set_photo(programme.grace, make.picture(), **BY)
    told = erasure.export_data(person)["programme"]["speaks"][0]
    assert (told["name"], told["sessions"][0], told["photo_jpeg_base64"][:4]) == (
        "Grace Hopper",
        {"title": {"en": "Compilers"}, "as": "speaker"},
        "/9j/",
    )

    erasure.erase_person(person, by=programme.bob, now=LATER)

    assert photos() == []
    db.session.refresh(programme.grace)
    assert (dict(programme.grace.biography), programme.grace.person_id) == ({}, None)
    assert {(each.before, each.after) for each in db.session.scalars(history_of(f"speaker:{programme.grace.uid}"))} == {(None, None)}
