"""More boards sorted by hand, and for every theme which titles a reader accepts (a pattern for the title)."""

from tests.facilitation.boards import ENGLISH, GERMAN
from tests.facilitation.more_boards import MORE_ACCEPTED, MORE_BOARDS

VILLAGE: dict[str, tuple[str, ...]] = {
    "dorfladen": (
        "Dorfladen in der alten Schule",
        "Dorfladen als Genossenschaft gründen",
        "Laden mit Produkten vom Hof",
        "kleiner Laden, der auch Pakete annimmt",
        "Regiomat mit Eiern und Kartoffeln",
    ),
    "bus": (
        "Rufbus bis in die Ortsteile",
        "Bürgerbus am Wochenende",
        "Mitfahrbank an der Hauptstraße",
        "Bus zum Krankenhaus",
        "Busse im Stundentakt",
    ),
    "solar": (
        "Solaranlagen auf alle öffentlichen Dächer",
        "Bürgerenergie: gemeinsam Solaranlagen kaufen",
        "Solardach auf der Turnhalle",
        "Nahwärme aus Holzschnitzeln",
        "Balkonkraftwerke fördern",
    ),
    "treff": (
        "Dorfcafé im Pfarrhaus",
        "ein Treffpunkt für alle Generationen",
        "Treffpunkt am Backhaus wieder öffnen",
        "gemeinsam kochen im Gemeindehaus",
        "Spieleabend für Jung und Alt",
    ),
    "spielplatz": (
        "Spielplatz mit Wasser und Matsch",
        "Spielplatz am Bach erneuern",
        "Bolzplatz mit Toren",
        "Spielgeräte auch für große Kinder",
        "Kinder planen den Spielplatz mit",
    ),
    "netz": (
        "Glasfaser bis ins letzte Haus",
        "freies WLAN am Dorfplatz",
        "Handyempfang im ganzen Tal",
        "Dorf-App mit allen Terminen",
        "schnelles Internet für Betriebe",
    ),
}

HOSPITAL: dict[str, tuple[str, ...]] = {
    "warten": (
        "vier Stunden Wartezeit in der Notaufnahme",
        "Wartezeit auf Termine viel zu lang",
        "niemand sagt, wie lange man wartet",
        "Wartebereich ohne Fenster",
        "im Wartebereich gibt es kein Wasser",
    ),
    "pflege": (
        "eine Pflegekraft für dreißig Betten",
        "Pflegekräfte hören auf, keiner kommt nach",
        "zu wenig Pflegekräfte in der Nacht",
        "Dienstplan kommt zu spät",
        "Pflege hat keine Zeit für Gespräche",
    ),
    "essen": (
        "Essen ist kalt, wenn es kommt",
        "Abendessen schon um halb fünf",
        "kein vegetarisches Essen",
        "Küche wurde geschlossen, jetzt wird geliefert",
        "Essen schmeckt nach nichts",
    ),
    "entlassung": (
        "Entlassung am Freitag ohne Medikamente",
        "Entlassbrief kommt Wochen später beim Hausarzt an",
        "nach der Entlassung kümmert sich niemand",
        "Hausarzt weiß von nichts",
        "Angehörige erfahren von der Entlassung zuletzt",
    ),
    "parken": (
        "Parkhaus teurer als in der Innenstadt",
        "Mitarbeitende finden keinen Parkplatz",
        "Parkplätze vor der Klinik immer voll",
        "zu wenig Parkplätze für Besuch",
        "Parkgebühren auch nachts",
    ),
}

SCHOOL: dict[str, tuple[str, ...]] = {
    "orchester": (
        "das Orchester spielt im ganzen Land",
        "jedes Kind darf ein Instrument ausprobieren",
        "Orchester und Chor proben zusammen",
        "Instrumente kann man ausleihen",
    ),
    "garten": (
        "Schulgarten mit Bienen",
        "im Schulgarten wächst Salat für die Mensa",
        "Hochbeete selbst gebaut",
        "der Schulgarten ist auch in den Ferien offen",
    ),
    "paten": (
        "große Kinder sind Paten für die kleinen",
        "Lesepaten kommen jede Woche",
        "Paten helfen bei Streit",
        "niemand ist allein in der Pause, es gibt Paten",
    ),
    "sport": (
        "Schwimmunterricht ab der zweiten Klasse",
        "die Turnhalle ist neu",
        "Sportfest mit allen Nachbarschulen",
        "jeden Tag eine Stunde Sport",
    ),
}

RIVERSIDE: dict[str, tuple[str, ...]] = {
    "parking": (
        "parking is too expensive",
        "no parking near the surgery",
        "free parking on Saturdays please",
        "cars parked on the pavement",
    ),
    "library": (
        "library open only two days a week",
        "the library needs longer opening hours",
        "no quiet place in the library",
        "bring back the mobile library",
    ),
    "youth": (
        "nothing to do for teenagers",
        "the youth club closed last year",
        "teenagers hang around the bus station",
        "a skate park for young people",
    ),
    "buses": (
        "last bus leaves at six",
        "no bus on Sundays",
        "buses do not meet the trains",
        "bus fares doubled",
    ),
    "river": (
        "river path floods every winter",
        "rubbish along the river",
        "no benches on the river path",
        "let us swim in the river again",
    ),
}

BOARDS: dict[str, tuple[dict[str, tuple[str, ...]], str]] = {
    "town": (GERMAN, "de"),
    "village": (VILLAGE, "de"),
    "hospital": (HOSPITAL, "de"),
    "school": (SCHOOL, "de"),
    "market town": (ENGLISH, "en"),
    "riverside": (RIVERSIDE, "en"),
    **MORE_BOARDS,
}

ACCEPTED: dict[str, dict[str, str]] = {
    **MORE_ACCEPTED,
    "town": {
        "leerstand": "Leerstand|Läden|Geschäft",
        "rad": "Rad",
        "sitzen": "Bänke|Bank|Sitz|Sitzen",
        "müll": "Müll|Sauber",
        "bus": "Bus",
        "jugend": "Jugend",
    },
    "village": {
        "dorfladen": "Laden|Dorfladen|Läden",
        "bus": "Bus|Nahverkehr|Bahn",
        "solar": "Solar|Energie",
        "treff": "Treff",
        "spielplatz": "Spiel",
        "netz": "Internet|WLAN|Glasfaser|Netz|Digital",
    },
    "hospital": {
        "warten": "[Ww]arte",
        "pflege": "Pflege",
        "essen": "Essen",
        "entlassung": "Entlassung|Hausarzt",
        "parken": "Park",
    },
    "school": {
        "orchester": "Orchester|Instrument|Musik",
        "garten": "[Gg]arten",
        "paten": "[Pp]aten",
        "sport": "Sport",
    },
    "market town": {
        "toilets": "[Tt]oilet",
        "cycling": "[Cc]ycl|[Bb]ike",
        "shops": "[Ss]hop",
        "trees": "[Tt]ree|[Gg]reen|[Ss]hade",
    },
    "riverside": {
        "parking": "[Pp]arking",
        "library": "[Ll]ibrary",
        "youth": "[Tt]eenager|[Yy]outh|[Yy]oung",
        "buses": "[Bb]us",
        "river": "[Rr]iver",
    },
}
