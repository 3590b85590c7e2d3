"""One thing that is wrong with an invoice, for whoever has to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`term` is the business term of EN 16931 it is about ("BT-48"), `sentence` says what to do."""

    term: str
    sentence: str
