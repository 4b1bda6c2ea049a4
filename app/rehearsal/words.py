"""Sentences for cards: plausible enough that a wall looks like a wall, and never the same twice."""

from collections.abc import Mapping, Sequence
from random import Random

PLACES = (
    "am Bahnhof", "in der Altstadt", "am Flussufer", "rund um die Schule", "im Gewerbegebiet",
    "am Marktplatz", "im Neubaugebiet", "auf den Dörfern", "im Schwimmbad", "in der Bücherei",
    "am Sportplatz", "an der Hauptstraße", "im Park", "vor dem Rathaus", "am Radweg", "in der Grundschule",
    "im Jugendhaus", "auf dem Friedhof", "am Busbahnhof", "im Vereinsheim",
)  # fmt: skip
SUBJECTS: Mapping[str, Sequence[str]] = {
    "strength": (
        "trifft man immer jemanden", "helfen sich die Leute", "ist es grün und ruhig", "gibt es gute Läden",
        "fühlt man sich sicher", "ist immer etwas los", "kümmern sich viele ehrenamtlich",
        "kommt man gut zu Fuß hin",
    ),
    "weakness": (
        "fehlen Bänke", "fährt abends kein Bus mehr", "ist es zu dunkel", "stehen Läden leer",
        "ist kein Platz für Jugendliche", "kommt man mit dem Rollator nicht durch", "fehlt Schatten",
        "wird zu schnell gefahren", "findet man keine Wohnung", "ist das Netz zu schlecht",
    ),
    "proposal": (
        "eine Mitfahrbank aufstellen", "einmal im Monat gemeinsam aufräumen", "ein offenes Café einrichten",
        "Bäume pflanzen, die Schatten geben", "eine Werkstatt zum Reparieren öffnen", "Tempo 30 ausprobieren",
        "einen Raum für junge Leute schaffen", "leere Läden für drei Monate verleihen",
        "einen Rufbus am Abend anbieten",
    ),
    "question": ("Wer bezahlt das", "Ab wann geht es los", "Wer darf mitreden", "Was sagt der Kreis dazu"),
    "timeline_entry": (
        "wurde die Schule eröffnet", "schloss das Kino", "kam das Hochwasser", "begann das Stadtfest",
        "bin ich hierhergezogen", "fuhr der letzte Zug", "bekamen wir Besuch aus der Partnerstadt",
    ),
    "trend": (
        "wird es im Sommer heißer", "kaufen immer mehr online", "fehlen Fachkräfte", "werden wir älter",
        "arbeiten viele von zu Hause", "wird Wohnen teurer", "fährt man anders als früher",
    ),
    "table_note": (
        "treffen wir uns schon regelmäßig", "fehlt uns noch ein Raum", "wollen wir mehr zusammenarbeiten",
        "haben wir klein angefangen", "reden wir mit denen, die es betrifft",
    ),
    "proud": ("haben wir zusammengehalten", "läuft der Verein seit Jahren", "haben wir Neue aufgenommen"),
    "sorry": ("haben wir zu lange gewartet", "haben wir nicht zugehört", "fehlte uns der Mut"),
    "scenario": (
        "sitzen Alt und Jung zusammen", "hört man Musik statt Autos", "ist jeder Laden wieder offen",
        "wachsen Bäume, die Schatten geben",
    ),
    "common_ground": (
        "wollen wir Platz für alle", "wollen wir sicher zu Fuß gehen", "wollen wir mehr Grün",
        "wollen wir, dass Läden offen bleiben",
    ),
    "not_agreed": ("sind wir uns über die Autos nicht einig", "streiten wir noch über das Geld"),
    "need": ("sieht sie leere Fenster", "hört er, dass nichts mehr los ist", "wünscht sie sich eine Bank"),
    "reason": ("Das kostet zu viel", "Da fehlen die Familien", "Erst muss der Rat zustimmen"),
    "feedback": ("Gut war das Gespräch", "Mehr davon bitte", "Ich nehme viel mit", "Die Zeit war knapp"),
}  # fmt: skip
PLACE_FIRST = (
    "strength", "weakness", "timeline_entry", "trend", "table_note", "proud", "sorry", "scenario",
    "common_ground", "not_agreed", "need",
)  # fmt: skip
ENDINGS = (
    "", "", " – schon seit Jahren", ", gerade im Winter", ", sagt auch mein Nachbar",
    ", vor allem mit Kindern", ", auch für Ältere", ", jeden Tag",
    ", das fällt Gästen auf", " und das ist wichtig",
)  # fmt: skip


def thought(chance: Random, kind: str, said: set[str]) -> str:
    """A sentence for a card of this kind that this person has not written yet."""
    while (text := sentence(chance, kind)) in said:
        continue
    said.add(text)
    return text


def sentence(chance: Random, kind: str) -> str:
    place, subject = chance.choice(PLACES), chance.choice(SUBJECTS.get(kind, SUBJECTS["proposal"]))
    text = f"{place} {subject}" if kind in PLACE_FIRST else f"{subject} {place}"
    ending = "?" if kind == "question" else chance.choice(ENDINGS)
    return f"{text[0].upper()}{text[1:]}{ending}"
