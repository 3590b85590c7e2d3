"""Unexpected errors, told to a Sentry of the agency's own choice."""


def report_to(dsn: str) -> None:
    """Send errors to this address, without people's data; to nobody where there is none."""
    if dsn:
        import sentry_sdk

        sentry_sdk.init(dsn=dsn, send_default_pii=False)
