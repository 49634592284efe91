"""What must stay inside: secrets out of the log of a real server, memory out of reach of a picture that unpacks into too much."""

import io
import struct
import zlib

import pytest
import requests
from PIL import Image

from conference.kernel import clock
from conference.kernel.objection import Refused
from conference.kernel.pictures import redrawn
from conference.people.actions import create_token
from tests import make
from tests.registration.cast import congress, enrol
from tests.storms.browser import Browser


@pytest.mark.slow
def test_no_secret_name_or_address_gets_into_the_log(app, serve):
    alice = make.user("Alice Martin")
    today = clock.now().date()
    event = congress(starts_on=today, ends_on=today)
    secret = enrol(event, "Yukiko", email="yukiko@example.org", now=clock.now()).secret
    token = create_token(alice, by=alice, now=clock.now())
    server = serve(workers=1, LOG_LEVEL="info")
    browser = Browser(server.url)

    browser.get("/login")
    assert browser.post("/login", email=alice.email, password="a wrong password of hers").status_code == 422
    assert browser.post("/login", email=alice.email, password=make.PASSWORD).status_code == 303
    assert browser.get(f"/registrations/{secret}/").status_code == 200
    for path in ("/password-reset/0123456789abcdefghij", "/calendar/private/zyxwvutsrqponmlk9876.ics", "/search/?q=Yukiko"):
        browser.get(path)
    requests.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    requests.get(f"{server.url}/api/v1/me", headers={"Authorization": "Bearer never-a-token-12345"}, timeout=30)
    requests.post(
        f"{server.url}/api/v1/events/congress/registrations", data="{not json Yukiko", headers={"Content-Type": "application/json"}, timeout=30
    )
    cookies = list(browser.http.cookies.values())
    server.stop()

    said = server.log.read_text()
    assert said.count('"message": "request"') >= 8
    secrets = [
        secret,
        token,
        make.PASSWORD,
        "a wrong password of hers",
        "0123456789abcdefghij",
        "zyxwvutsrqponmlk9876",
        "never-a-token-12345",
        *cookies,
    ]
    assert [each for each in [*secrets, alice.email, "yukiko", "Yukiko", app.config["SECRET_KEY"]] if each in said] == []


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large; a few bytes of it are there."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(7000, 7000), (50_000, 50_000), (2**31 - 1, 2**31 - 1), (300, 300)])
def test_a_picture_that_unpacks_into_too_much_or_into_nothing_is_refused(size):
    with pytest.raises(Refused) as refused:
        redrawn(bomb(*size), at_most=512, field="logo")
    assert refused.value.codes == ["not-a-picture"]


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a", b"%PDF-1.4", b"MZ", b"<?php ?>", b"", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused_whatever_its_name(content):
    with pytest.raises(Refused):
        redrawn(content, at_most=512, field="logo")


def test_nothing_hidden_in_a_picture_survives():
    picture, out = Image.new("RGB", (40, 30)), io.BytesIO()
    exif = picture.getexif()
    exif[0x010E] = "48.85N 2.35E <script>alert(1)</script>"
    picture.save(out, "JPEG", exif=exif, comment=b"<?php system($_GET[1]) ?>")

    drawn = redrawn(out.getvalue() + b"<?php tail ?>", at_most=512, field="logo")

    assert not any(hidden in drawn for hidden in (b"script", b"php", b"48.85N"))
    assert Image.open(io.BytesIO(drawn)).size == (40, 30)
