"""Small boards of an invented town, sorted by hand: what a person would put together."""

from collections.abc import Iterable

from facilitation import Note

GERMAN: dict[str, tuple[str, ...]] = {
    "leerstand": (
        "Leerstand in der Webergasse",
        "leere Schaufenster überall",
        "noch ein Laden macht zu",
        "Leerstand!!! Webergasse 3 bis 9",
        "Ladenmieten sind viel zu hoch",
        "kein Buchladen mehr",
        "Geschäfte schließen, Händler finden keinen Nachfolger",
    ),
    "rad": (
        "Radweg endet mitten auf der Kreuzung",
        "keine Fahrradständer am Bahnhof",
        "radwege viel zu schmal",
        "mit dem Fahrrad lebensgefährlich",
        "Radfahrer:innen haben keinen Platz",
        "Wo soll ich mein Lastenrad abstellen?",
        "Radwege kaputt, lauter Löcher",
    ),
    "sitzen": (
        "zu wenig Bänke",
        "keine Bank im Schatten",
        "Sitzplätze fehlen, gerade für ältere Leute",
        "man kann sich nirgends hinsetzen",
        "baenke ohne Lehne",
        "zu wenig Bänke und kein Schatten",
    ),
    "müll": (
        "Müll liegt tagelang rum",
        "Mülleimer quellen über",
        "Scherben und Kippen vor dem Bahnhof",
        "überall Hundekot",
        "zu wenig Papierkörbe, alles voll Müll",
        "der Platz ist dreckig",
    ),
    "bus": (
        "Bus fährt nach 20 Uhr nicht mehr",
        "sonntags kein Bus",
        "Busse viel zu selten",
        "Fahrplan passt nicht zum Zug",
        "Bushaltestelle ohne Dach",
        "Ticket für den Bus zu teuer",
    ),
    "jugend": (
        "nichts los für Jugendliche",
        "Jugendzentrum nur zweimal die Woche offen",
        "kein Treffpunkt für die Jugend",
        "Skatepark gesperrt seit Mai",
        "Jugendliche werden überall weggeschickt",
        "wo sollen Jugendliche abends hin",
    ),
}

ENGLISH: dict[str, tuple[str, ...]] = {
    "toilets": (
        "no public toilets near the market",
        "toilet locked after six",
        "we need clean toilets",
        "public toilet smells",
    ),
    "cycling": (
        "cycle lane ends at the bridge",
        "no bike stands at the station",
        "cycling here feels dangerous",
        "wider bike lanes please",
    ),
    "shops": (
        "too many empty shops",
        "another shop closed in Mill Lane",
        "shops close too early",
        "rents for small shops are too high",
    ),
    "trees": (
        "more trees in the square",
        "no shade in summer",
        "plant trees along the street",
        "trees were cut down for parking",
    ),
}

PROPOSALS = (
    "Leere Läden für ein Jahr günstig an Gründer vermieten",
    "Webergasse: leere Läden an Künstler geben",
    "Pop-up-Läden ausprobieren",
    "breite Radwege durch die ganze Stadt",
    "Fahrradstraße vom Bahnhof zum Marktplatz bauen",
    "Fahrradgarage am Bahnhof",
    "Bänke aufstellen, zusammen mit dem Seniorenbeirat",
    "mehr Bänke unter Bäumen",
    "Bänke mit Lehne aufstellen",
    "Bus bis Mitternacht",
    "jeder Bus kostet 1 Euro",
    "Busse alle 15 Minuten",
)

GROUPS = ("Handel", "Bürgerschaft", "Jugend", "Verwaltung")


def board(themes: dict[str, tuple[str, ...]], *, kind: str = "weakness", language: str = "de") -> list[Note]:
    """Notes with ids like "rad-3" and groups dealt out in turn."""
    return [
        Note(f"{name}-{number}", text, kind, GROUPS[(at + number) % len(GROUPS)], language)
        for at, (name, texts) in enumerate(themes.items())
        for number, text in enumerate(texts)
    ]


def weaknesses() -> list[Note]:
    return board(GERMAN)


def proposals() -> list[Note]:
    return [Note(f"idee-{at}", text, "proposal", GROUPS[at % 3]) for at, text in enumerate(PROPOSALS)]


def gold_pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """All pairs of ids that are together, for counting how well two sortings agree."""
    return {(one, other) for group in groups for one in group for other in group if one < other}


def pair_agreement(found: Iterable[Iterable[str]], notes: Iterable[Note]) -> float:
    """F1 of the pairs put together, against the sorting that the ids of the notes tell."""
    by_name: dict[str, list[str]] = {}
    for note in notes:
        by_name.setdefault(note.id.rsplit("-", 1)[0], []).append(note.id)
    ours, theirs = gold_pairs(found), gold_pairs(by_name.values())
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))
