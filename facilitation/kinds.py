"""Card kinds: what people call them in tables, and what they are called in the code."""

LABELS: dict[str, dict[str, str]] = {
    "strength": {"de": "Stärke", "en": "Strength"},
    "weakness": {"de": "Schwäche", "en": "Weakness"},
    "proposal": {"de": "Vorschlag", "en": "Proposal"},
    "measure": {"de": "Maßnahme", "en": "Measure"},
    "question": {"de": "Frage", "en": "Question"},
    "feedback": {"de": "Rückmeldung", "en": "Feedback"},
    "check_in": {"de": "Vorstellung", "en": "Check-in"},
    "timeline_entry": {"de": "Rückblick", "en": "Timeline entry"},
    "story": {"de": "Deutung", "en": "Story"},
    "trend": {"de": "Entwicklung", "en": "Trend"},
    "table_note": {"de": "Tischnotiz", "en": "Table note"},
    "proud": {"de": "Stolz", "en": "Proud"},
    "sorry": {"de": "Bedauern", "en": "Sorry"},
    "scenario": {"de": "Wunschzukunft", "en": "Ideal future"},
    "common_ground": {"de": "Gemeinsamkeit", "en": "Common ground"},
    "not_agreed": {"de": "Nicht einig", "en": "Not agreed"},
    "guiding_statement": {"de": "Leitsatz", "en": "Guiding statement"},
    "need": {"de": "Beobachtung", "en": "Observation"},
    "pov": {"de": "Sichtweise", "en": "Point of view"},
    "hmw": {"de": "Wie-können-wir-Frage", "en": "How-might-we question"},
    "idea": {"de": "Idee", "en": "Idea"},
    "prototype": {"de": "Prototyp", "en": "Prototype"},
    "like": {"de": "Gefällt mir", "en": "I like"},
    "wonder": {"de": "Frage ich mich", "en": "I wonder"},
    "change": {"de": "Würde ich ändern", "en": "I would change"},
    "offer": {"de": "Angebot", "en": "Offer"},
    "issue": {"de": "Anliegen", "en": "Issue"},
    "picture": {"de": "Bild", "en": "Picture"},
}

_SPELLINGS = {
    "strength": "stärke stärken staerke staerken strength strengths positiv gut plus lob",
    "weakness": "schwäche schwächen schwaeche schwaechen weakness weaknesses negativ schlecht minus kritik",
    "proposal": "vorschlag vorschläge vorschlaege utopie utopien idee ideen wunsch proposal proposals idea",
    "measure": "maßnahme massnahme maßnahmen massnahmen measure measures",
    "question": "frage fragen question questions",
    "feedback": "feedback rückmeldung rueckmeldung",
}
_BY_SPELLING = {word: kind for kind, words in _SPELLINGS.items() for word in words.split()}


def read_kind(text: str) -> str:
    """The identifier of a kind written in German or English; any other text comes back as it is."""
    stripped = text.strip()
    return _BY_SPELLING.get(stripped.casefold(), stripped)


def kind_label(kind: str, *, language: str = "de") -> str:
    labels = LABELS.get(kind)
    return labels.get(language, labels["de"]) if labels else kind
