"""The page that describes the API to people."""

from tests import make


def test_the_page_shows_every_call(app, centre, client):
    page = client.get("/api/")
    document = client.get("/api/v1/openapi.json").json

    assert page.status_code == 200
    for path, calls in document["paths"].items():
        for method in calls.keys() - {"parameters"}:
            assert f"<code>{method.upper()} {path}</code>" in page.text
    assert "one of: option, confirmed" in page.text


def test_whoever_is_signed_in_stays_so_on_it(centre, client):
    make.sign_in(client, centre.alice)

    assert 'class="signed-in"' in client.get("/api/").text
