"""Boards of other places, sorted by hand, and which titles a reader accepts: a harbour town, an office, …"""

Cards = dict[str, tuple[str, ...]]

HARBOUR: Cards = {
    "homes": (
        "flats we can afford",
        "second homes push house prices up",
        "rents have doubled in five years",
        "young families cannot find a house",
        "build council houses on the old depot",
    ),
    "harbour": (
        "fishing boats have left the harbour",
        "harbour wall is crumbling",
        "more moorings for small boats",
        "the harbour stinks in summer",
        "light up the harbour wall",
    ),
    "doctors": (
        "three weeks for a doctor's appointment",
        "no dentist takes new patients",
        "the doctor's surgery is too small",
        "the nearest hospital is forty miles away",
        "we lost our community nurse",
    ),
    "dogs": (
        "dog mess on the beach",
        "dogs off the lead",
        "more bins for dog mess",
        "a fenced field for dogs",
        "ban dogs from the beach in July",
    ),
    "broadband": (
        "broadband drops every evening",
        "no phone signal on the quay",
        "fibre broadband for every house",
        "free wifi in the village hall",
        "broadband is slow and expensive",
    ),
    "school": (
        "school roof leaks",
        "keep the sixth form at our school",
        "school dinners are cold",
        "not enough teachers at the school",
        "the school bus is overcrowded",
    ),
}

OFFICE: Cards = {
    "meetings": (
        "too many meetings",
        "meetings without an agenda",
        "meetings start late",
        "half of the meetings could be an email",
        "no meetings on Fridays",
    ),
    "laptops": (
        "laptops are five years old",
        "new laptops take weeks to arrive",
        "laptop battery lasts an hour",
        "nobody repairs broken laptops",
    ),
    "kitchen": (
        "kitchen is always dirty",
        "nobody empties the dishwasher in the kitchen",
        "coffee machine broken again",
        "a bigger fridge for the kitchen",
        "cups disappear from the kitchen",
    ),
    "training": (
        "no budget for training",
        "training only for managers",
        "pay for training and courses",
        "training should happen in working hours",
    ),
}

CAMPUS: Cards = {
    "opening hours": (
        "longer opening hours in the library",
        "opening hours at weekends, please",
        "nobody knows the opening hours",
        "opening hours too short before exams",
        "cafe closes at three",
    ),
    "public toilets": (
        "public toilets are locked",
        "public toilets at the playground",
        "clean public toilets",
        "the public toilets smell",
        "no toilet paper",
    ),
    "street lights": (
        "street lights are broken on Mill Road",
        "street lights go off at midnight",
        "more street lights near the station",
        "the path is dark, there are no street lights",
    ),
    "pavements": (
        "pavements are uneven",
        "cars parked on pavements",
        "pavements too narrow for a wheelchair",
        "weeds on the pavements",
    ),
}

QUARTER: Cards = {
    "wohnen": (
        "Mieten steigen jedes Jahr",
        "bezahlbare Wohnungen fehlen",
        "Wohnung für eine Familie nicht zu finden",
        "Mietwohnungen werden zu Ferienwohnungen",
        "zu wenig kleine Wohnungen",
    ),
    "hunde": (
        "Hunde ohne Leine",
        "Hundekot auf der Wiese",
        "eine Hundewiese mit Zaun",
        "Hunde bellen den ganzen Tag",
        "Beutel für Hundekot fehlen",
    ),
    "lärm": (
        "Lärm von der Bahnstrecke",
        "laute Motorräder am Sonntag",
        "Laubbläser um sieben Uhr",
        "nachts Lärm vor der Bar",
        "Lärmschutzwand fehlt",
    ),
    "arzt": (
        "kein Hausarzt nimmt neue Patienten",
        "Kinderarzt erst in der Nachbarstadt",
        "Hausarzt geht in Rente",
        "monatelang auf einen Arzttermin warten",
    ),
    "garten": (
        "Gemeinschaftsgarten hinter der Kirche",
        "Hochbeete im Gemeinschaftsgarten",
        "im Gemeinschaftsgarten zusammen ernten",
        "Kompost und Wasser für den Gemeinschaftsgarten",
        "Gärten für alle, nicht nur für Vereine",
    ),
}

CLUB: Cards = {
    "trainer": (
        "zu wenig Trainer",
        "Trainer hören auf",
        "Trainer bekommen kein Geld für den Schein",
        "Eltern als Trainer gewinnen",
    ),
    "halle": (
        "Halle im Winter eiskalt",
        "Hallenzeiten reichen nicht",
        "Halle ist dienstags doppelt belegt",
        "Duschen in der Halle kaputt",
    ),
    "beitrag": (
        "Beitrag zu hoch für Familien",
        "Beiträge seit Jahren gleich",
        "Ermäßigung beim Beitrag für Azubis",
        "Beitrag online zahlen",
    ),
    "mädchen": (
        "keine Mädchenmannschaft",
        "Mädchen hören mit vierzehn auf",
        "eigene Umkleide für Mädchen",
        "Trainerinnen für die Mädchen",
    ),
    "fest": (
        "Sommerfest war großartig",
        "Helfer für das Sommerfest fehlen",
        "Sommerfest mit dem Nachbarverein",
        "Sommerfest ohne Plastik",
    ),
}

CLIMATE: Cards = {
    "heizen": (
        "Öfen raus, Wärmepumpen rein",
        "Wärmepumpe auch im Altbau fördern",
        "Fernwärme bis in die Vororte",
        "niemand weiß, welche Heizung noch erlaubt ist",
        "Heizung im Rathaus auf 19 Grad",
    ),
    "fleisch": (
        "weniger Fleisch in der Kantine",
        "Fleisch ist zu billig",
        "Fleisch nur noch vom Bauern nebenan",
        "ein Tag ohne Fleisch",
        "Tiere besser halten statt billiges Fleisch",
    ),
    "verpackung": (
        "Gurken ohne Plastik",
        "Verpackung zurück in den Laden bringen",
        "Mehrweg für jede Verpackung",
        "Pfand auf Plastikbecher",
        "doppelte Verpackung verbieten",
    ),
    "fliegen": (
        "Fliegen ist billiger als Bahnfahren",
        "keine Flüge unter 500 Kilometern",
        "Kerosin besteuern",
        "Flüge zur Konferenz streichen",
        "Vielflieger zahlen mehr für jeden Flug",
    ),
}

MORE_BOARDS: dict[str, tuple[Cards, str]] = {
    "harbour": (HARBOUR, "en"),
    "office": (OFFICE, "en"),
    "campus": (CAMPUS, "en"),
    "quarter": (QUARTER, "de"),
    "club": (CLUB, "de"),
    "climate": (CLIMATE, "de"),
}

MORE_ACCEPTED: dict[str, dict[str, str]] = {
    "harbour": {
        "homes": "[Hh]ous|[Hh]ome|[Rr]ent|[Ff]lat",
        "harbour": "[Hh]arbour|[Bb]oat",
        "doctors": "[Dd]octor|[Hh]ealth",
        "dogs": "[Dd]og",
        "broadband": "[Bb]roadband|[Ii]nternet",
        "school": "[Ss]chool",
    },
    "office": {
        "meetings": "[Mm]eeting",
        "laptops": "[Ll]aptop",
        "kitchen": "[Kk]itchen",
        "training": "[Tt]raining",
    },
    "campus": {
        "opening hours": "^(?:.* )?[Oo]pening hours",
        "public toilets": "[Pp]ublic toilets",
        "street lights": "[Ss]treet lights|[Ll]ighting",
        "pavements": "[Pp]avement|[Ww]alking",
    },
    "quarter": {
        "wohnen": "Wohn|Miet",
        "hunde": "Hund",
        "lärm": "Lärm|[Ll]aut",
        "arzt": "[Aa]rzt|[Ää]rzt",
        "garten": "[Gg]arten|Gärten",
    },
    "club": {
        "trainer": "Trainer",
        "halle": "Halle",
        "beitrag": "Beitr",
        "mädchen": "Mädchen",
        "fest": "[Ff]est",
    },
    "climate": {
        "heizen": "Heiz|Wärme",
        "fleisch": "Fleisch",
        "verpackung": "Verpackung|Plastik|Mehrweg",
        "fliegen": "Fl[iu]|Flü",
    },
}
