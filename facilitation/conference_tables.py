"""The tables of a whole conference: column names and the words in their cells, in German and in English."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

FEW = {"de": "weniger als 5", "en": "fewer than 5"}
OTHERS = {"de": "weitere", "en": "others"}
NOT_GIVEN = {"de": "keine Angabe", "en": "not given"}
EVERYBODY = {"de": "alle", "en": "everybody"}
MIXED = {"de": "gemischt", "en": "mixed"}

# identifier, German column, English column and, after a colon, the words of its cells
_COLUMNS = {
    "karten": """
        number karten_nr card_no
        conference veranstaltung event
        phase phase phase
        kind:kind typ type
        text text text
        original originaltext original_text
        language sprache language
        group akteursgruppe stakeholder_group
        table tisch table
        channel:channel kanal channel
        place ort_text place_text
        latitude lat lat
        longitude lon lon
        year jahr year
        track spur track
        cost_level:cost_level kostenstufe cost_level
        theme_number thema_nr theme_no
        theme_title thema_titel theme_title
        answers_theme antwort_auf_thema_nr answers_theme_no
        duplicate_of doppelt_von duplicate_of
        split_from geteilt_aus split_from
        status:card_status status status
        hidden_reason ausblendgrund reason_hidden
    """,
    "themen": """
        number thema_nr theme_no
        title titel title
        kind:kind typ type
        field_of_action handlungsfeld field_of_action
        cards anzahl_karten number_of_cards
        dots punkte_gesamt dots_total
        dots_of punkte_{group} dots_{group}
        rank rang rank
        summary zusammenfassung summary
        machine vorschlag_maschinell proposed_by_machine
        confirmed_by:role bestaetigt_von_rolle confirmed_by_role
    """,
    "abstimmungen": """
        phase phase phase
        question frage question
        mode:mode art mode
        item_number objekt_nr item_no
        item objekt item
        value:commitment wert value
        count anzahl count
        channel:channel kanal channel
    """,
    "konsens": """
        number aussage_nr statement_no
        wording fassung wording
        text text text
        yes ja yes
        concerns bedenken concerns
        no nein no
        reasons gruende reasons
        result:consent ergebnis result
        cards karten cards
    """,
    "massnahmen": """
        code kuerzel code
        title titel title
        description beschreibung description
        need anlass need
        location ort location
        goal ziel goal
        field_of_action handlungsfeld field_of_action
        target_groups zielgruppen target_groups
        lead_body federfuehrung lead_body
        partners beteiligte partners
        champion projektpatin_projektpate champion
        milestones meilensteine milestones
        horizon zeithorizont horizon
        begins_on von from
        due_on bis to
        priority prioritaet priority
        impact wirkung impact
        effort aufwand effort
        estimates wirkung_aufwand_stimmen impact_effort_votes
        costs kosten_gesamt costs_total
        costs_per_year kosten_je_jahr costs_per_year
        running_costs folgekosten running_costs
        funding finanzierung funding
        own_share eigenanteil own_share
        in_kind eigenleistung in_kind
        indicators erfolgsindikatoren indicators
        relations abhaengigkeiten_synergien relations
        risks risiken_voraussetzungen risks
        climate klimawirkung climate
        climate_reason klimawirkung_begruendung climate_reason
        inclusion barrierefreiheit_gleichstellung inclusion
        continuation verstetigung continuation
        status:measure_status status status
        status_since status_seit status_since
        resolution_body beschluss_gremium resolution_body
        resolution_date beschluss_datum resolution_date
        resolution_paper beschluss_drucksache resolution_paper
        resolution_result beschluss_ergebnis resolution_result
        from_conference herkunft_veranstaltung from_event
        from_theme herkunft_thema from_theme
        from_cards herkunft_karten from_cards
        from_dots herkunft_punkte from_dots
        public_answer rueckmeldung public_answer
        visibility oeffentlich_sichtbar visible_to_public
    """,
    "massnahmen_meilensteine": """
        measure massnahme_kuerzel measure_code
        number meilenstein_nr milestone_no
        what was what
        who wer who
        due_on bis due
        done erledigt done
    """,
    "design_thinking": """
        art:art art type
        number nr no
        group gruppe group
        fields felder_json fields_json
        reference bezug reference
    """,
    "gemeinsame_basis": """
        phase phase phase
        question frage question
        item_number objekt_nr item_no
        item objekt item
        verdict:verdict urteil verdict
        sure gesichert sure
        consensus gruppenkonsens group_informed_consensus
        group akteursgruppe stakeholder_group
        carrying tragen carrying
        seen stimmen votes
        share anteil share
        low anteil_mindestens share_at_least
        high anteil_hoechstens share_at_most
        sentence satz sentence
    """,
    "tischplan": """
        plan plan_nr plan_no
        kind:seating art kind
        phase phase phase
        table tisch_nr table_no
        title titel title
        room ort room
        slot zeit time
        number nummer number
        role:table_role rolle role
    """,
    "verknuepfungen": """
        number thema_nr theme_no
        title thema_titel theme_title
        relation:relation beziehung relation
        other_number verbunden_mit_nr linked_to_no
        other_title verbunden_mit linked_to
        likeness aehnlichkeit likeness
        said ausdruecklich said_so
        cards belege evidence
    """,
    "beteiligung": """
        phase phase phase
        group gruppe group
        present anwesend present
        active aktiv active
        cards karten cards
        channel:channel kanal channel
    """,
    "zusagen": """
        measure maßnahme measure
        kinds art type
        contact kontakt contact
        consented_on einwilligung_am consented_on
        delete_on löschen_am delete_on
    """,
    "hinweise": """
        subject hinweis note
        statement angabe statement
    """,
}

_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "kind": {
        "strength": ("STAERKE", "STRENGTH"),
        "weakness": ("SCHWAECHE", "WEAKNESS"),
        "proposal": ("UTOPIE", "PROPOSAL"),
        "measure": ("MASSNAHME", "MEASURE"),
        "question": ("FRAGE", "QUESTION"),
        "feedback": ("FEEDBACK", "FEEDBACK"),
        "check_in": ("CHECKIN", "CHECKIN"),
        "timeline_entry": ("RUECKBLICK", "TIMELINE"),
        "story": ("DEUTUNG", "STORY"),
        "trend": ("TREND", "TREND"),
        "table_note": ("TISCHNOTIZ", "TABLE_NOTE"),
        "proud": ("STOLZ", "PROUD"),
        "sorry": ("BEDAUERN", "SORRY"),
        "scenario": ("VISION", "SCENARIO"),
        "common_ground": ("GEMEINSAMKEIT", "COMMON_GROUND"),
        "not_agreed": ("DISSENS", "NOT_AGREED"),
        "guiding_statement": ("LEITSATZ", "GUIDING_STATEMENT"),
        "need": ("BEDARF", "NEED"),
        "pov": ("POV", "POV"),
        "hmw": ("WKW", "HMW"),
        "idea": ("IDEE", "IDEA"),
        "prototype": ("PROTOTYP", "PROTOTYPE"),
        "like": ("TEST+", "LIKE"),
        "wonder": ("TEST?", "WONDER"),
        "change": ("TESTΔ", "CHANGE"),
        "offer": ("ANGEBOT", "OFFER"),
        "issue": ("ANLIEGEN", "ISSUE"),
        "picture": ("BILD", "PICTURE"),
    },
    "seating": {
        "max_mix": ("gemischt", "mixed"),
        "groups": ("je Tisch eine Gruppe", "one group per table"),
        "market": ("Marktplatz", "marketplace"),
    },
    "table_role": {
        "leader": ("Gesprächsleitung", "discussion leader"),
        "timekeeper": ("Zeit", "timekeeper"),
        "recorder": ("Schreiben", "recorder"),
        "reporter": ("Bericht", "reporter"),
        "host": ("bleibt am Tisch", "host"),
        "convener": ("hat eingeladen", "convener"),
    },
    "channel": {
        "handy": ("handy", "phone"),
        "papier": ("papier", "paper"),
        "tisch": ("tisch", "table"),
        "vorab": ("vorab", "beforehand"),
        "mixed": (MIXED["de"], MIXED["en"]),
    },
    "card_status": {
        "visible": ("sichtbar", "visible"),
        "hidden": ("ausgeblendet", "hidden"),
        "held": ("zurückgehalten", "held back"),
        "split": ("geteilt", "split"),
    },
    "role": {"moderation": ("Moderation", "moderation")},
    "mode": {
        "dots": ("Punkte", "dots"),
        "scale": ("Skala", "scale"),
        "matrix": ("Wirkung und Aufwand", "impact and effort"),
        "consent": ("Konsens", "consent"),
        "commitment": ("Zusage", "commitment"),
    },
    "consent": {
        "open": ("offen", "open"),
        "agreed": ("Gemeinsame Basis", "common ground"),
        "recommended": ("empfohlen", "recommended"),
        "not_agreed": ("Nicht einig", "not agreed"),
        "reworded": ("neu gefasst", "reworded"),
    },
    "commitment": {
        "work": ("Mitarbeit", "work"),
        "knowledge": ("Wissen", "knowledge"),
        "space": ("Raum", "space"),
        "money": ("Geld", "money"),
        "informed": ("informiert bleiben", "stay informed"),
        "champion": ("Patenschaft", "sponsorship"),
        "steering": ("Steuerkreis", "steering group"),
    },
    "cost_level": {
        "500": ("bis 500 €", "up to €500"),
        "2000": ("bis 2.000 €", "up to €2,000"),
        "5000": ("bis 5.000 €", "up to €5,000"),
        "more": ("mehr als 5.000 €", "more than €5,000"),
    },
    "art": {
        "hmw": ("WKW", "HMW"),
        "pov": ("POV", "POV"),
        "perspective": ("Perspektive", "Perspective"),
    },
    "verdict": {
        "carried": ("getragen", "carried"),
        "divided": ("geteilt", "divided"),
        "objected": ("Einwände", "objections"),
        "rejected": ("abgelehnt", "rejected"),
        "open": ("offen", "open"),
        "few": ("zu wenige Stimmen", "too few votes"),
    },
    "relation": {
        "builds_on": ("stützt sich auf", "builds on"),
        "answered_by": ("Antwort darauf", "answered by"),
    },
    "measure_status": {
        "idea": ("Idee", "idea"),
        "draft": ("Entwurf", "draft"),
        "check": ("in Prüfung", "under review"),
        "proposed": ("Vorlage erstellt", "proposed"),
        "decided": ("beschlossen", "decided"),
        "running": ("in Umsetzung", "in progress"),
        "stuck": ("hakt", "stuck"),
        "done": ("erledigt", "done"),
        "continued": ("verstetigt", "continued"),
        "rejected": ("abgelehnt", "rejected"),
        "merged": ("aufgegangen in", "merged"),
        "dropped": ("gestrichen", "dropped"),
        "open": ("noch offen", "still open"),
    },
}

Row = Mapping[Any, Any]


def conference_table(
    name: str, rows: Sequence[Row], *, groups: Sequence[str] = (), language: str = "de"
) -> "DataFrame":
    """The rows under the columns of table `name`; cells that a row does not know stay empty.

    groups: names for the columns that a table has once per stakeholder group; a row keeps their values under
    `(identifier, group)`. Raises KeyError for an unknown table.
    """
    from pandas import DataFrame

    columns = list(_columns(name, groups, language))
    data = [[_cell(row.get(key), words, language) for key, words, _ in columns] for row in rows]
    return DataFrame(data, columns=[heading for _, _, heading in columns], dtype=object)


def word(words: str, value: str, *, language: str = "de") -> str:
    """What a cell says for an identifier; anything unknown comes back as it is."""
    german, english = _WORDS[words].get(value, (value, value))
    return english if language == "en" else german


def _columns(name: str, groups: Sequence[str], language: str) -> Iterator[tuple[object, str, str]]:
    """Key in a row, name of its words, heading."""
    for line in _COLUMNS[name].strip().splitlines():
        key, german, english = line.split()
        identifier, _, words = key.partition(":")
        heading = english if language == "en" else german
        if "{group}" in heading:
            yield from (((identifier, group), words, heading.format(group=group)) for group in groups)
        else:
            yield identifier, words, heading


def _cell(value: Any, words: str, language: str) -> Any:
    return word(words, value, language=language) if words and isinstance(value, str) else value
