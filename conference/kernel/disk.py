"""Why a file could not be opened or written, in the reader's language: the system itself knows only that of the machine. Pure."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from conference.kernel.message import Message, _

REASONS: Mapping[int, Message] = {
    errno.ENOENT: _("there is no such file or folder"),
    errno.ENOTDIR: _("there is no such file or folder"),
    errno.EACCES: _("this account may not do that"),
    errno.EPERM: _("this account may not do that"),
    errno.EROFS: _("nothing can be written there"),
    errno.EISDIR: _("it is a folder"),
    errno.EEXIST: _("it is there already"),
    errno.ENOSPC: _("the disk is full"),
    errno.EDQUOT: _("the disk is full"),
}


def reason(problem: OSError) -> object:
    """The usual reasons in words of ours, any other in the system's."""
    return REASONS.get(problem.errno or 0) or problem.strerror or str(problem)
