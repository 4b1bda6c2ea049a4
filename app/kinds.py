"""The seventeen kinds of phases and the kinds of cards: what each lets happen, and what people call it.

The views of a phase are the templates that bear the name of its kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import N_
from app.models import CardKind, PhaseKind


@dataclass(frozen=True)
class Kind:
    """What a phase of this kind lets happen."""

    name: str
    runs: bool = False
    """Open as soon as it is entered; the moderation goes on without closing it."""
    cards: bool = False
    """People write cards; which ones, the run of show says."""
    sorts: bool = False
    """Works on the themes of one kind of cards."""
    votes: tuple[str, ...] = ()
    """The modes of ballots that it may hold."""
    votes_later: bool = False
    """The ballot has a beginning and an end of its own, after the cards."""
    tables: bool = False
    """People work at tables, on one form each."""
    always_takes: bool = False
    """There is something to send even where neither cards nor a ballot are set."""
    offers: tuple[CardKind, ...] = ()
    """The kinds of cards that are usual here; any other may be opened as well."""
    seats: bool = False
    """A plan of tables may be drawn up when it is entered."""
    shows: tuple[str, ...] = ()
    """What may be presented in it, one after the other."""
    listens: bool = False
    """Its cards may wait until the tables present: who sits and hears writes them."""


IDEAS = (CardKind.STRENGTH, CardKind.WEAKNESS, CardKind.PROPOSAL, CardKind.IDEA)
REMARKS = (CardKind.QUESTION, CardKind.OFFER, CardKind.LIKE, CardKind.WONDER, CardKind.CHANGE)

KINDS: Mapping[PhaseKind, Kind] = {
    PhaseKind.LOBBY: Kind(N_("Ankommen und beitreten")),
    PhaseKind.INFO: Kind(
        N_("Zuhören"),
        runs=True,
        cards=True,
        offers=(CardKind.CHECK_IN, CardKind.QUESTION),
        seats=True,
        shows=("statements",),
    ),
    PhaseKind.COLLECT: Kind(
        N_("Karten sammeln"), cards=True, votes=("dots",), votes_later=True, offers=IDEAS
    ),
    PhaseKind.TIMELINE: Kind(
        N_("Zeitleiste"),
        cards=True,
        tables=True,
        offers=(CardKind.TIMELINE_ENTRY,),
        seats=True,
        shows=("tables",),
    ),
    PhaseKind.MINDMAP: Kind(
        N_("Mindmap der Entwicklungen"),
        cards=True,
        sorts=True,
        votes=("dots",),
        votes_later=True,
        offers=(CardKind.TREND,),
    ),
    PhaseKind.TABLE_WORK: Kind(
        N_("Arbeit an Tischen"),
        cards=True,
        tables=True,
        votes=("dots",),
        votes_later=True,
        offers=(CardKind.COMMON_GROUND,),
        seats=True,
        shows=("tables",),
        listens=True,
    ),
    PhaseKind.CLUSTER: Kind(N_("Karten zu Themen sortieren"), runs=True, sorts=True),
    PhaseKind.DOTS: Kind(N_("Bepunkten"), sorts=True, votes=("dots",)),
    PhaseKind.SCALE: Kind(N_("Stimmungsbild auf einer Skala"), votes=("scale",)),
    PhaseKind.MATRIX: Kind(N_("Wirkung und Aufwand"), sorts=True, votes=("matrix",), shows=("tables",)),
    PhaseKind.CONSENT: Kind(
        N_("Konsens prüfen"), cards=True, votes=("consent",), offers=(CardKind.QUESTION,)
    ),
    PhaseKind.REPORT: Kind(
        N_("Vorstellen"),
        runs=True,
        cards=True,
        tables=True,
        votes=("matrix", "scale"),
        offers=REMARKS,
        shows=("measures", "tables", "earlier"),
    ),
    PhaseKind.MARKET: Kind(
        N_("Marktplatz"), cards=True, tables=True, always_takes=True, offers=(CardKind.ISSUE,), seats=True
    ),
    PhaseKind.PLAN: Kind(N_("Steckbriefe schreiben"), runs=True, cards=True, offers=(CardKind.QUESTION,)),
    PhaseKind.COMMIT: Kind(
        N_("Mitmachen zusagen"), cards=True, always_takes=True, offers=(CardKind.FEEDBACK,)
    ),
    PhaseKind.FEEDBACK: Kind(
        N_("Rückmeldung und Ausblick"), cards=True, votes=("scale",), offers=(CardKind.FEEDBACK,)
    ),
    PhaseKind.BREAK: Kind(N_("Pause"), runs=True, cards=True, sorts=True, offers=IDEAS, seats=True),
}


def kind_of(name: str) -> Kind:
    return KINDS[PhaseKind(name)]


HIDE_REASONS: Mapping[str, str] = {
    N_("nennt Namen"): N_("… Namen nennt"),
    N_("greift jemanden an"): N_("… jemanden angreift"),
    N_("gehört nicht zum Thema"): N_("… nicht dazugehört"),
    N_("ist doppelt"): N_("… doppelt ist"),
}
"""Why the moderation hides a card with one tap: kept in German, told in the language of whoever reads it."""


@dataclass(frozen=True)
class CardName:
    """`sign` stands beside the colour, so that the kind is told without it."""

    one: str
    many: str
    sign: str = "·"


CARD_NAMES: Mapping[str, CardName] = {
    CardKind.STRENGTH: CardName(N_("Stärke"), N_("Stärken"), "+"),
    CardKind.WEAKNESS: CardName(N_("Schwäche"), N_("Schwächen"), "–"),
    CardKind.PROPOSAL: CardName(N_("Vorschlag"), N_("Vorschläge"), "✦"),
    CardKind.MEASURE: CardName(N_("Maßnahme"), N_("Maßnahmen")),
    CardKind.QUESTION: CardName(N_("Frage"), N_("Fragen"), "?"),
    CardKind.FEEDBACK: CardName(N_("Rückmeldung"), N_("Rückmeldungen")),
    CardKind.CHECK_IN: CardName(N_("Vorstellung"), N_("Vorstellungen")),
    CardKind.TIMELINE_ENTRY: CardName(N_("Rückblick"), N_("Rückblicke"), "◷"),
    CardKind.STORY: CardName(N_("Deutung"), N_("Deutungen")),
    CardKind.TREND: CardName(N_("Entwicklung"), N_("Entwicklungen"), "↗"),
    CardKind.TABLE_NOTE: CardName(N_("Tischnotiz"), N_("Tischnotizen")),
    CardKind.PROUD: CardName(N_("Stolz"), N_("Worauf wir stolz sind"), "+"),
    CardKind.SORRY: CardName(N_("Bedauern"), N_("Was wir bedauern"), "–"),
    CardKind.SCENARIO: CardName(N_("Wunschzukunft"), N_("Wunschzukünfte"), "✦"),
    CardKind.COMMON_GROUND: CardName(N_("Gemeinsamkeit"), N_("Gemeinsamkeiten"), "="),
    CardKind.NOT_AGREED: CardName(N_("Nicht einig"), N_("Nicht einig"), "≠"),
    CardKind.GUIDING_STATEMENT: CardName(N_("Leitsatz"), N_("Leitsätze"), "§"),
    CardKind.NEED: CardName(N_("Beobachtung"), N_("Beobachtungen")),
    CardKind.POINT_OF_VIEW: CardName(N_("Sichtweise"), N_("Sichtweisen")),
    CardKind.HOW_MIGHT_WE: CardName(N_("Wie-können-wir-Frage"), N_("Wie-können-wir-Fragen"), "?"),
    CardKind.IDEA: CardName(N_("Idee"), N_("Ideen"), "✦"),
    CardKind.PROTOTYPE: CardName(N_("Prototyp"), N_("Prototypen")),
    CardKind.LIKE: CardName(N_("Gefällt mir"), N_("Gefällt mir"), "+"),
    CardKind.WONDER: CardName(N_("Frage ich mich"), N_("Frage ich mich"), "?"),
    CardKind.CHANGE: CardName(N_("Würde ich ändern"), N_("Würde ich ändern"), "↻"),
    CardKind.OFFER: CardName(N_("Angebot"), N_("Angebote"), "!"),
    CardKind.ISSUE: CardName(N_("Anliegen"), N_("Anliegen")),
    CardKind.PICTURE: CardName(N_("Bild"), N_("Bilder")),
}


@dataclass(frozen=True)
class TableRole:
    """`task` is the one line that says what to do."""

    name: str
    task: str


TABLE_ROLES: Mapping[str, TableRole] = {
    "leader": TableRole(N_("Gesprächsleitung"), N_("Achten Sie darauf, dass alle zu Wort kommen.")),
    "timekeeper": TableRole(N_("Zeit im Blick"), N_("Sagen Sie an, wie viel Zeit noch bleibt.")),
    "recorder": TableRole(N_("Schreiben"), N_("Halten Sie fest, was der Tisch sagt, in seinen Worten.")),
    "reporter": TableRole(N_("Bericht"), N_("Stellen Sie am Ende vor, was Ihr Tisch gefunden hat.")),
    "host": TableRole(N_("Am Tisch bleiben"), N_("Begrüßen Sie die Neuen und erzählen Sie, was bisher war.")),
    "convener": TableRole(N_("Anliegen eingebracht"), N_("Sie haben zu dieser Gruppe eingeladen.")),
}
