"""Bytes that no browser sends, to the server as it runs in production: a smuggled second request, two lengths, too much of everything."""

import socket
from urllib.parse import urlsplit

import pytest

HOST = b"Host: centre.example\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SMUGGLED = b"\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST /login HTTP/1.1\r\n" + HOST

REQUESTS = {
    "a length and chunks": (POST + b"Content-Length: 4\r\n" + CHUNKED + SMUGGLED, 400),
    "two lengths": (POST + b"Content-Length: 4\r\nContent-Length: 0\r\n\r\naaaa", 400),
    "a blank before the colon": (POST + b"Transfer-Encoding : chunked\r\n" + SMUGGLED, 400),
    "an encoding nobody knows": (POST + b"Transfer-Encoding: xchunked\r\n" + SMUGGLED, 501),
    "a length below nothing": (POST + b"Content-Length: -1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n", 400),
    "lines that end without a return": (b"GET / HTTP/1.1\nHost: x\n\n", 400),
    "a cookie of 20,000 letters": (b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: a=" + b"x" * 20_000 + b"\r\n\r\n", 431),
    "a hundred headers": (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % number for number in range(100)) + b"\r\n", 431),
    "an address of 9,000 letters": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
}


def status(address: tuple[str, int], request: bytes) -> int:
    with socket.create_connection(address, 10) as wire:
        wire.sendall(request)
        return int(wire.recv(4000).split(b" ", 2)[1])


@pytest.mark.slow
def test_each_is_refused_before_the_application_sees_it(app, serve):
    server = serve(workers=1, LOG_LEVEL="info")
    place = urlsplit(server.url)
    address = (str(place.hostname), int(place.port or 80))

    answers = {name: status(address, request) for name, (request, _wanted) in REQUESTS.items()}

    assert answers == {name: wanted for name, (_request, wanted) in REQUESTS.items()}
    assert status(address, b"GET /api/v1/health HTTP/1.1\r\n" + HOST + b"\r\n") == 200
    server.stop()
    assert "/metrics" not in server.log.read_text()
