"""How a verb says no."""

WRONG_STATE = 409
WRONG_RANK = 403


class Refused(Exception):
    """A sentence for the person who clicked, instead of the change that was asked for.

    `message` is a translated sentence, `status` the HTTP answer (409: the record is in another
    state than the person thought; 403: somebody of another rank must do this), and `field` the
    form field the sentence belongs beside, if there is one.
    """

    def __init__(self, message, *, status: int = WRONG_STATE, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.status = status
        self.field = field

    def __str__(self) -> str:
        return str(self.message)

    @classmethod
    def rank(cls, message, *, field: str | None = None) -> "Refused":
        """The refusal of a colleague who lacks the rank; the sentence names whom to ask."""
        return cls(message, status=WRONG_RANK, field=field)
