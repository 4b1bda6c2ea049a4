"""What somebody must know who reads the tables without having been there."""

from collections import Counter
from collections.abc import Iterator

from app.errors import N_
from app.exports.cards import counted_ballots, kept_cards
from app.i18n import translate
from app.models import Ballot, CardStatus, Theme
from app.models.base import now
from app.reading.hall import Hall
from facilitation.conference_tables import word

Remark = tuple[str, str]

RULES = (
    (
        N_("Ausgeblendete Karten"),
        N_("Ihr Wortlaut steht in der Kartentabelle. Bitte nehmen Sie ihn vor dem Veröffentlichen heraus."),
    ),
    (
        N_("Akteursgruppen"),
        N_(
            "Gruppen mit weniger als fünf Personen sind zusammengelegt, wenn nötig mit der nächstgrößeren, "
            "damit niemand zu erkennen ist. In der Kartentabelle steht auch dann „weniger als 5“, wenn die "
            "Gruppe zusammen mit Kanal und Sprache auf weniger als fünf Personen zutrifft."
        ),
    ),
    (
        N_("Personen"),
        N_(
            "Die Tabellen enthalten keine Namen, keine Gerätekennungen und keine Uhrzeiten. Kontaktdaten aus "
            "den Zusagen sind nicht dabei; die gibt es nur einzeln im Büro."
        ),
    ),
    (
        N_("Schutz vor Formeln"),
        N_(
            "In den CSV-Dateien steht vor Texten, die mit = + - oder @ beginnen, ein Apostroph, damit eine "
            "Tabellenkalkulation sie nicht ausrechnet. In der XLSX-Datei steht jeder Text so, wie er "
            "geschrieben wurde."
        ),
    ),
    (
        N_("Leere Spalten"),
        N_("Die Tabellen haben immer dieselben Spalten. Leer bleibt, was an dem Abend nicht erhoben wurde."),
    ),
)


def remark_rows(hall: Hall, language: str) -> Iterator[dict[str, str]]:
    counted = [*about_evening(hall), *about_cards(hall, language), *about_work(hall, language)]
    rules = [(subject, translate(language, rule)) for subject, rule in RULES]
    for subject, statement in [*counted, *rules]:
        yield {"subject": translate(language, subject), "statement": statement}


def about_evening(hall: Hall) -> Iterator[Remark]:
    conference = hall.conference
    yield N_("Veranstaltung"), conference.title
    yield N_("Ort"), conference.place
    yield N_("Tag"), conference.held_on.isoformat() if conference.held_on else ""
    if conference.meets_again_on:
        again = (conference.meets_again_on.isoformat(), conference.meets_again_at)
        yield N_("Folgetermin"), ", ".join(filter(None, again))
    yield N_("Code"), conference.code
    yield N_("Stand der Tabellen"), now().date().isoformat()
    yield N_("Geräte und Personen im Saal"), str(hall.people_count)


def about_cards(hall: Hall, language: str) -> Iterator[Remark]:
    cards = kept_cards(hall)
    hidden = [card for card in cards if card.status == CardStatus.HIDDEN]
    yield (
        N_("Karten"),
        translate(
            language,
            N_("%(all)s, davon %(hidden)s ausgeblendet; ohne zurückgezogene"),
            all=len(cards),
            hidden=len(hidden),
        ),
    )
    yield N_("Gründe für das Ausblenden"), tallied(Counter(card.hidden_reason for card in hidden))
    channels = Counter(word("channel", card.channel, language=language) for card in cards)
    yield N_("Karten nach Kanal"), tallied(channels)


def about_work(hall: Hall, language: str) -> Iterator[Remark]:
    themes = Theme.all_of(hall.session, hall.id)
    yield (
        N_("Themen"),
        translate(
            language,
            N_(
                "%(machine)s vom Programm vorgeschlagen, %(people)s von Menschen angelegt, "
                "%(named)s von Menschen benannt"
            ),
            machine=sum(theme.made_by == "machine" for theme in themes),
            people=sum(theme.made_by == "person" for theme in themes),
            named=sum(theme.title_by == "person" for theme in themes),
        ),
    )
    waiting = len(Ballot.of(hall.session, hall.id)) - len(counted_ballots(hall))
    if waiting:
        yield (
            N_("Abstimmungen"),
            translate(
                language, N_("%(waiting)s läuft noch und ist deshalb nicht enthalten"), waiting=waiting
            ),
        )


def tallied(counts: Counter[str]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in counts.most_common())
