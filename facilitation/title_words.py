"""Words that no theme is named after, and words that tear a phrase out of its sentence."""

from facilitation.phrases import AUXILIARIES, QUANTITIES
from facilitation.stop_words import TITLE_FILLERS
from facilitation.word_lists import listed

UNIT_WORDS = frozenset(
    listed(
        """uhr stunde stunden std minute minuten min sekunde tag tage woche wochen wochenende monat monate
        jahr jahre abend morgen mittag nacht montag dienstag mittwoch donnerstag freitag samstag sonntag
        sonntags sommer winter euro cent prozent meter km kilometer grad mal hour hours minute minutes day
        days week weeks month months year years percent metre metres meters mile miles monday tuesday
        wednesday thursday friday saturday sunday"""
    )
)
"""Times and measures: never the subject of a theme."""
PERSON_WORDS = frozenset(
    listed(
        """kind frau mann leute mensch person gast kunde bürger bürgerin schüler einwohner anwohner besucher
        junge mädchen alter chef people person child woman man"""
    )
)
_ANYWHERE = frozenset(listed("altstadt innenstadt stadtmitte stadtzentrum zentrum ortsmitte ortskern centre"))
_DEEDS = frozenset(
    listed(
        """schutz ausbau aufbau verbesserung aufbesserung erneuerung einführung erhalt erhaltung abschaffung
        umsetzung nutzung maßnahme projekt idee angebot reduzierung errichtung gebäude anreiz ausstattung"""
    )
)
_WISHES = frozenset(listed("see want wish hope love need embrace sehen wollen wünschen hoffen"))
_VAGUE = frozenset(
    listed(
        """leader option area issue location opportunity plan project program programme growth life quality
        county region downtown center resident member everybody idea kind part point reason rest side state
        step order destination term type use value lack number amount access support system
        service start end top"""
    )
)
NO_NAMES = UNIT_WORDS | TITLE_FILLERS | PERSON_WORDS | _ANYWHERE | _DEEDS | _WISHES | _VAGUE
"""Words that stand on many cards whatever these are about."""
PASSING = frozenset(
    listed("hat haben hatte hatten wird werden wurde wurden war waren würde has have had was were will would")
)
VERBS = AUXILIARIES - {"ist", "sind", "is", "are"}
TORN = frozenset(listed("viel viele statt anstatt gegen als nicht los weg her hin unser unsere"))
OPENINGS = (QUANTITIES - {"viel", "viele"}) | frozenset(listed("nichts überall"))
ENDING_VERBS = frozenset(listed("fehlt fehlen"))
TAILS = frozenset(listed("von vom zum zur nach durch um mit für aus bei beim vor"))
