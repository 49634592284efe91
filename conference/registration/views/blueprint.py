"""Two blueprints: the pages of registration, and what the holder of a secret link does."""

from flask import Blueprint, Response

from conference.kernel.web import csrf

bp = Blueprint("registration", __name__)
own_bp = Blueprint("registrant", __name__, url_prefix="/registrations/<secret>")

# These addresses are secrets: browsers send no referrer from them, so the token is checked by each form itself (own.sent)
# and not by the extension, which refuses requests without a referrer under TLS.
csrf.exempt(own_bp)


@own_bp.after_request
def keep_secret(response: Response) -> Response:
    """The address goes to nobody: no referrer, no search engine, no copy in a cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    return response
