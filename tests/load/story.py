"""A project with every kind of annotation, on stories that break offsets."""

import hashlib
import json
from pathlib import Path

AT = "2026-11-24T09:12:44Z"

STRIKE = (
    "Harbour strike 👩‍👩‍👧 enters third week\n\n"
    "“We will not move,” said Ilse\u00a0Brandt, the union’s leader. “Not an inch.” Her brother Per Brandt agreed.\n\n"
    "The port’s owner, Norland 𝔖hips, threatened to lock out 400 dockers; أحمد الساحلي called it cafe\u0301 talk. "
    "In 港口安全部 they said: <b>wait</b> &amp; see.\n\n"
    "=SUM(1;2) “cost” 5 | 6 \\ 7\tcrowns, Norland–Selden ferries said. The last word is Brandt"
)

WRAPPED = (
    "Port Selden votes on a new quay\n\n"
    "The council of Port Selden said on Monday\n"
    "that it would vote on a new quay before\n"
    "the end of the year, and that the money\n"
    "was there. “Nobody is against it,” said\n"
    "Mayor Ole Marn, who has been in office\n"
    "since 2019, 🇳🇴 flag in hand.\n"
)

PLACES = "Ilse Brandt met Ole Marn. Ilse Brandt left. Zoë\u0308 Ødegård 👍🏽👍🏽 stayed; Ole Marn, Ole Marn."

QUIET = "Nothing happened in Port Selden\n\nThe harbour was quiet on Monday, the office said.\n"


class Story:
    """An article and what is said of it."""

    def __init__(self, path, text, crlf=False):
        self.path, self.text, self.crlf = path, text, crlf
        self.annotations, self.relations = [], []
        self.publication = self.date = self.url = None

    def tag(self, number, label, *parts, at=0, note="", doubtful=False, **attributes):
        """Tags the parts, each at its first place behind the one before; `at` passes over so many places of the first."""
        spans, start = [], 0
        for _ in range(at):
            start = self.text.index(parts[0], start) + 1
        for part in parts:
            start = self.text.index(part, start)
            spans.append((start, start + len(part)))
            start += len(part)
        self.annotations.append(
            {"id": identity(number), "label": label, "spans": spans, "note": note, "doubtful": doubtful, "attributes": attributes}
        )

    def relate(self, number, kind, from_, to):
        """Relates two annotations by their numbers."""
        self.relations.append({"id": identity(number), "kind": kind, "from": identity(from_), "to": identity(to)})

    def record(self):
        """The record, as `annotations/anna/…` holds it."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        items = [self.item(one) for one in self.annotations]
        links = [
            f"(id: {ron(one['id'])}, kind: {ron(one['kind'])}, from: {ron(one['from'])}, to: {ron(one['to'])}, created: {ron(AT)}, modified: {ron(AT)})"
            for one in self.relations
        ]
        return (
            f"(\n  schema: 1,\n  article: (path: {ron(self.path)}, title: \"\", sha256: {ron(digest)}, chars: {len(self.text)}),\n"
            f"  annotator: \"anna\",\n  state: Done,\n  annotations: [\n{lines(items)}  ],\n  relations: [\n{lines(links)}  ],\n)\n"
        )

    def item(self, one):
        spans = ", ".join(self.span(*span) for span in one["spans"])
        fields = [f"id: {ron(one['id'])}", f"label: {ron(one['label'])}", f"spans: [{spans}]"]
        if one["attributes"]:
            fields.append("attributes: {" + ", ".join(f"{ron(name)}: {self.value(value)}" for name, value in sorted(one["attributes"].items())) + "}")
        if one["note"]:
            fields.append(f"note: {ron(one['note'])}")
        if one["doubtful"]:
            fields.append("doubtful: true")
        return f"({', '.join(fields)}, created: {ron(AT)}, modified: {ron(AT)})"

    def span(self, start, end):
        return f"(start: {start}, end: {end}, text: {ron(self.text[start:end])})"

    def value(self, value):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return self.span(*value)
        if isinstance(value, list):
            return "[" + ", ".join(self.value(one) for one in value) + "]"
        return str(value) if isinstance(value, int) else ron(value)


def identity(number):
    return f"0192f300-0000-7000-8000-{number:012}"


def ron(text):
    """A string as RON writes it."""
    return json.dumps(text, ensure_ascii=False)


def lines(items):
    return "".join(f"    {item},\n" for item in items)


def stories():
    """Nested, crossing, identical, touching and interrupted spans, at the first and the last character; attributes of every
    kind, notes that look like formulas and markup, relations; an article that nobody has annotated."""
    strike = Story("articles/news/harbour strike.txt", STRIKE)
    said = STRIKE.index("said")
    strike.tag(1, "quote", "“We will not move,”", "“Not an inch.”", kind="direct", partial=False, cue=(said, said + 4))
    strike.tag(2, "actor", "Ilse\u00a0Brandt", entity="Ilse Brandt", kind="person", note='=HYPERLINK("http://x"), "quoted", <b>&amp;</b>;\ta tab\nand a second line')
    strike.tag(3, "actor", "Norland 𝔖hips", doubtful=True)
    strike.tag(4, "threat", "threatened to lock out 400 dockers", severity="non-violent", targets_known=True)
    strike.tag(5, "claim", "lock out 400 dockers; أحمد الساحلي")
    strike.tag(6, "claim", "threatened to lock out 400 dockers")
    strike.tag(7, "quote", "cafe\u0301 talk", topics=["port", "a, b"], year=2026)
    strike.tag(8, "actor", "Harbour")
    strike.tag(9, "claim", "strike 👩‍👩‍👧 enters")
    strike.tag(10, "actor", "أحمد الساحلي")
    strike.tag(11, "actor", "Brandt", at=2)
    strike.tag(12, "actor", "港口安全部")
    strike.tag(13, "quote", "<b>wait</b> &amp; see")
    strike.tag(14, "claim", "=SUM(1;2) “cost” 5 | 6 \\ 7\tcrowns")
    strike.tag(15, "actor", "Norland", at=1)
    strike.tag(16, "actor", "Selden")
    strike.tag(17, "claim", "Per Brandt agreed")
    strike.relate(30, "said_by", 1, 2)
    strike.relate(31, "issued_by", 4, 3)
    strike.relate(32, "claimed_by", 5, 10)
    strike.relate(33, "said_by", 7, 10)
    strike.publication, strike.date, strike.url = "Norland Post & Süd/West", "2026-11-24", "https://example.org/strike?a=1&b=2"
    wrapped = Story("articles/Süd/new quay.txt", WRAPPED, crlf=True)
    wrapped.tag(40, "actor", "council of Port Selden")
    wrapped.tag(41, "claim", "it would vote on a new quay before\nthe end of the year")
    wrapped.tag(42, "claim", "the money\nwas there")
    wrapped.tag(43, "quote", "“Nobody is against it,”", kind="direct")
    wrapped.tag(44, "actor", "Ole Marn", role="Mayor")
    wrapped.tag(45, "claim", "🇳🇴 flag")
    wrapped.relate(46, "said_by", 43, 44)
    wrapped.relate(47, "claimed_by", 41, 40)
    places = Story("articles/places.txt", PLACES)
    places.tag(60, "actor", "Ilse Brandt")
    places.tag(61, "actor", "Ole Marn")
    places.tag(62, "actor", "Ilse Brandt", at=1)
    places.tag(63, "actor", "Zoë\u0308 Ødegård")
    places.tag(64, "claim", "👍🏽👍🏽 stayed")
    places.tag(65, "actor", "Ole Marn", at=2)
    places.tag(66, "claim", "Ilse Brandt met Ole Marn")
    places.tag(67, "quote", "Ilse Brandt", "Ole Marn", "Ole Marn.")
    places.relate(68, "claimed_by", 66, 61)
    places.relate(69, "same_as", 65, 61)
    return [strike, wrapped, places, Story("articles/quiet.txt", QUIET)]


def write(folder):
    """Writes the project; gives the stories."""
    folder = Path(folder)
    (folder / "tagline.ron").parent.mkdir(parents=True, exist_ok=True)
    (folder / "tagline.ron").write_text("()\n", encoding="utf-8")
    all_stories = stories()
    for story in all_stories:
        article, record = folder / story.path, folder / "annotations/anna" / f"{story.path}.ron"
        article.parent.mkdir(parents=True, exist_ok=True)
        record.parent.mkdir(parents=True, exist_ok=True)
        article.write_bytes((story.text.replace("\n", "\r\n") if story.crlf else story.text).encode())
        meta = folder / f"{story.path}.meta.ron"
        if story.publication:
            meta.write_text(f"(publication: {ron(story.publication)}, date: {ron(story.date)}, url: {ron(story.url)})\n", encoding="utf-8")
        record.write_text(story.record(), encoding="utf-8", newline="\n")
    return all_stories
