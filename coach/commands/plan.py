"""Plan a session: every cue at its sample, proved."""

from coach.commands.resolve import Tell, warn, with_level
from coach.render.fit import open_session
from coach.session.request import SessionRequest
from coach.timeline import Timeline


def plan_session(request: SessionRequest, tell: Tell = warn) -> Timeline:
    """Return the proved timeline of `request`; `tell` gets what a person should know beside it.

    Raises what `SessionRenderer` and its `timeline` raise.
    """
    renderer = open_session(with_level(request, tell), tell)
    timeline = renderer.timeline
    notice = renderer.notice()
    if notice is not None:
        tell(notice)
    return timeline
