"""Files that people uploaded: given out under their own path, with the type that they were found to be, unable to act."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, abort, request
from flask_login import current_user

from conference.kernel.web import load
from conference.programme import policy, queries_files
from conference.programme.models_files import JPEG, Material, Photo
from conference.programme.rules import Visibility
from conference.programme.views.blueprint import bp

# Even opened by itself such a file runs nothing, loads nothing, is framed nowhere and stands in no origin.
CSP = "default-src 'none'; frame-ancestors 'none'; sandbox"


@bp.get("/files/photos/<uid>.jpg")
def photo(uid: str) -> Any:
    return given_out(load(Photo, uid=uid, may=policy.see), JPEG)


@bp.get("/files/materials/<uid>")
def material(uid: str) -> Any:
    found = load(Material, uid=uid, may=policy.see)
    if found.url:
        abort(404)
    answer = given_out(found, found.content_type)
    disposition = "inline" if found.content_type == JPEG else "attachment"
    plain = found.file_name.encode("ascii", "ignore").decode()
    answer.headers.set("Content-Disposition", disposition, **{"filename": plain, "filename*": f"UTF-8''{quote(found.file_name)}"})
    return answer


def given_out(file: Photo | Material, content_type: str) -> Response:
    """The file; 304 for whoever has it, before its bytes are read. What is only in the draft is there for its organisers and reviewers alone."""
    published = queries_files.is_published(file)
    if not published and not policy.read_draft(current_user, file):
        abort(404)
    answer = Response(content_type=content_type)
    answer.set_etag(file.digest)
    answer.last_modified = file.added_at
    shared = published and file.event.visibility is not Visibility.PRIVATE
    answer.headers["Cache-Control"] = "public, max-age=300" if shared else "private, no-cache"
    answer.headers["Content-Security-Policy"] = CSP
    answer.make_conditional(request)
    if answer.status_code != 304:
        answer.set_data(file.content or b"")
    return answer
