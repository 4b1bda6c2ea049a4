"""A complaint turned into a wish: a draft where a rule knows one, nothing where none does."""

import pytest

from facilitation.reversal import reverse


@pytest.mark.parametrize(
    ("complaint", "wish"),
    [
        ("Leere Läden in der Bahnhofstraße", "Belebte Läden in der Bahnhofstraße"),
        ("Keine Toilette am Marktplatz", "Endlich da: Toilette am Marktplatz"),
        ("Ein Radweg in alle Dörfer fehlt.", "Endlich da: Ein Radweg in alle Dörfer"),
        ("Zu wenig Schatten am Fluss", "Genug Schatten am Fluss"),
        ("Zu viele Autos", "Kaum noch Autos"),
        ("Abends zu dunkle Wege", "Abends helle Wege"),
        ("Das Museum ist zu teuer", "Das Museum ist bezahlbar"),
        ("Der Radweg hört mitten im Ort auf", ""),
        ("Das Lehrerzimmer und die Leerung der Tonnen", ""),
    ],
)
def test_a_heading_is_turned_or_left_alone(complaint: str, wish: str) -> None:
    assert reverse(complaint) == wish
