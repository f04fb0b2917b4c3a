"""One root for every error a user can cause. The command line prints its one line and exits with its code."""


class CoachError(Exception):
    """Something went wrong; the message says what, where and what to do about it."""

    exit_code = 1


class InputError(CoachError):
    """What the user asked for or wrote is wrong: a name, a choice, a protocol file."""

    exit_code = 2


class DeviceError(CoachError):
    """There is no sound device, or it went away."""

    exit_code = 3


class NotStarted(CoachError):
    """A session was not begun: for this person, or not yet."""

    exit_code = 4
