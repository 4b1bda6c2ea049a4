"""One board in two languages: every card in English and in German, as people write, typing errors and all."""

BOTH: dict[str, tuple[tuple[str, str], ...]] = {
    "bike": (
        ("bike lane ends in the middle of the junction", "Radweg hört mitten auf der Kreuzung auf"),
        ("cars park on the cycle path all the time", "Autos parken ständig auf dem Radweg"),
        ("no bike racks at the library", "keine Fahrradständer an der Bücherei"),
        ("more bike lanes please!!", "mehr Radwege bitte!!"),
        ("drivers overtake cyclists far too close", "Autofahrer überholen Radler viel zu eng"),
        ("cycling to school is dangerus", "mit dem Rad zur Schule ist gefärlich"),
    ),
    "bus": (
        ("last bus leaves at 7pm", "letzter Bus fährt um 19 Uhr"),
        ("no busses on sundays", "sonntags kein Bus"),
        ("timetable doesn't match the trains", "Fahrplan passt nicht zu den Zügen"),
        ("no shelter at the bus stop", "kein Unterstand an der Haltestelle"),
        ("trains get cancelled every week", "jede Woche fallen Züge aus"),
        ("one ticket for bus and train", "ein Ticket für Bus und Bahn"),
    ),
    "shops": (
        ("too many empty shops on the high street", "zu viele leere Läden in der Hauptstraße"),
        ("another shop closed, the butcher this time", "schon wieder ein Laden zu, diesmal der Metzger"),
        ("rents for small shops are way too high", "Mieten für kleine Läden viel zu hoch"),
        ("nothing but barbers and phone shops", "nur noch Friseure und Handyläden"),
        ("a town voucher to spend in local shops", "Stadtgutschein für die Läden vor Ort"),
        ("I miss the bookshop", "ich vermisse den Buchladen"),
    ),
    "green": (
        ("plant more trees in the square", "mehr Bäume auf dem Platz pflanzen"),
        ("no shade in summer, its unbearable", "im Sommer kein Schatten, unerträglich"),
        ("wild flower meadows for bees", "Blühwiesen für Bienen"),
        ("the park is neglected", "der Park ist verwahrlost"),
        ("comunity garden with raised beds", "Gemeinschaftsgarten mit Hochbeeten"),
        ("trees were cut down for no reason", "Bäume ohne Grund gefällt"),
    ),
    "youth": (
        ("nothing to do for teenagers", "nichts los für Jugendliche"),
        ("youth club was closed last year", "Jugendzentrum letztes Jahr geschlossen"),
        ("skate park", "Skatepark"),
        ("swings broken on the playground", "Schaukeln auf dem Spielplatz kaputt"),
        ("a football pitch that is open to everybody", "ein Bolzplatz, der für alle offen ist"),
        ("youth council with its own budget", "Jugendrat mit eigenem Geld"),
    ),
    "clean": (
        ("rubbish everywhere after the weekend", "nach dem Wochenende überall Müll"),
        ("bins are overflowing", "Mülleimer quellen über"),
        ("cigarette butts everywhere", "überall Kippen"),
        ("broken glass and litter on the footpath", "Scherben und Abfall auf dem Fußweg"),
        ("dog mess on the pavement", "Hundekot auf dem Gehweg"),
        ("grafitti on every wall", "Graffiti an jeder Wand"),
    ),
}
