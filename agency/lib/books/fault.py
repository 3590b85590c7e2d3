from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Something a format cannot hold, said before a file is made: nothing is lost in silence.

    `where` names the document, `field` the column of the format.
    """

    where: str
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}, {self.field}: {self.sentence}"
