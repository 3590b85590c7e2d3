"""The lines of a report: how they are kept (topics with their lines), and how they are typed."""

import secrets
from dataclasses import asdict, dataclass, replace

TOPIC, NOTE, DECISION, ACTION = "topic", "note", "decision", "action"


@dataclass(frozen=True)
class Line:
    """One line as it is typed: a topic's title, a note, a decision or an action item."""

    kind: str
    text: str
    key: str = ""
    owner: str = ""
    due: str = ""
    internal: bool = False

    @property
    def is_action(self):
        return self.kind == ACTION

    def says_the_same(self, other):
        return (self.kind, self.text) == (other.kind, other.text)


def lines_of(topics):
    """The lines in the order they are read; a topic without a title has no line of its own."""
    for topic in topics:
        if topic["title"]:
            yield Line(TOPIC, topic["title"], topic["key"], internal=topic["internal"])
        for line in topic["lines"]:
            yield Line(**line)


def topics_of(lines):
    """What ReportVersion.topics keeps: each topic with the lines that follow its title."""
    topics = []
    for line in lines:
        if line.kind == TOPIC:
            topics.append(
                {"key": line.key, "title": line.text, "internal": line.internal, "lines": []}
            )
            continue
        if not topics:
            topics.append({"key": "", "title": "", "internal": False, "lines": []})
        topics[-1]["lines"].append(asdict(line))
    return topics


def keyed(lines, known):
    """The lines, each with a key of its own that stays with it from version to version.

    A line typed since the page was opened comes without a key on every save; it is known again
    by its kind and words among the `known` lines that no other line claims.
    """
    claimed = {line.key for line in lines if line.key}
    free = [line for line in known if line.key not in claimed]
    taken, result = set(), []
    for line in lines:
        key = line.key if line.key not in taken else ""
        if not key:
            same = next((old for old in free if old.says_the_same(line)), None)
            if same is not None:
                free.remove(same)
            key = same.key if same else new_key()
        taken.add(key)
        result.append(replace(line, key=key))
    return result


def new_key():
    return secrets.token_hex(4)


def actions_in(topics):
    """The action items among the lines; internal as soon as their topic is."""
    for topic in topics:
        for line in topic["lines"]:
            if line["kind"] == ACTION:
                yield replace(Line(**line), internal=topic["internal"] or line["internal"])


def for_the_client(topics):
    """The topics without what is for us only, and without those that thereby fall empty."""
    for topic in topics:
        lines = [line for line in topic["lines"] if not line["internal"] and line["text"]]
        is_bare = not topic["lines"]
        if not topic["internal"] and (lines or (is_bare and topic["title"])):
            yield topic | {"lines": lines}
