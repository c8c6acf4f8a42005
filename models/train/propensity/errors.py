"""The one error a user can cause: told in a line, without a traceback."""


class InputError(Exception):
    """The input given on the command line cannot be used."""
