"""What stops the service."""


class ServiceError(Exception):
    """Marelle cannot start or go on; the message is one line in French, for the person at the
    terminal."""
