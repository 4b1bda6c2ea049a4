"""Words that say nothing about the subject of a card, German and English."""

from facilitation.word_lists import listed

_ARTICLES_PRONOUNS = """
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines ich du
er sie es wir ihr mich mir dich dir ihn ihm uns euch ihnen sich mein meine meinen meinem meiner dein
deine deinen sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres unser unsere unseren
unserem unserer unseres euer eure euren dieser diese dieses diesen diesem jener jene jenes jeder jede
jedes jeden jedem jegliche man jemand niemand alle allen allem aller alles beide beiden manche mancher
manches einige einigen einiger etwas nichts nix viele vielen vieler vieles viel wenige wenigen weniger
wenig mehr meisten welche welcher welches welchen welchem solche solcher solchen was wer wen wem wessen
selbst selber andere anderen anderer anderes anderem ander derselbe dieselbe dasselbe derjenige
diejenigen dessen deren denen mehrere sämtliche
"""
_SMALL_WORDS = """
und oder aber sondern denn weil dass daß ob wenn als wie wo wohin woher wann warum wieso weshalb während
bevor nachdem obwohl damit sodass so dann da dort hier hin her darum deshalb deswegen daher trotzdem
dennoch jedoch doch nur auch noch schon bereits immer nie niemals oft selten manchmal meist meistens
wieder weiter weiterhin sehr ganz gar zu zum zur von vom vor vorm bei beim mit ohne für fürs gegen um
ums an am ans auf aufs aus in im ins nach über übers unter unterm zwischen neben hinter durch durchs bis
seit ab außer ausser statt anstatt trotz wegen innerhalb außerhalb ausserhalb entlang je pro per sowie
sowohl weder noch entweder bzw etc usw evtl ggf ca z b zb d h dh u a ua o ä oä mal halt eben einfach
eigentlich vielleicht bestimmt sicher sicherlich leider endlich natürlich ja nein nicht nichts bitte
danke überhaupt ziemlich besonders insbesondere etwa fast kaum genug zumindest mindestens höchstens
sogar allerdings außerdem ausserdem zudem ferner dabei dafür dagegen dadurch daran darauf daraus darin
darüber davon davor dazu danach daneben hierfür hierzu wofür womit wodurch worauf woran wozu überall
irgendwo irgendwie irgendwann nirgends heute heutzutage morgen gestern jetzt nun bald später früher
damals derzeit momentan aktuell gerade zurzeit erst zuerst zunächst zuletzt auf runter rauf raus rein
hinein heraus herum vorbei zusammen allein alleine gleich gleiche gleichen sonst sonstige ebenso
ebenfalls also nämlich quasi sozusagen anders bloß lediglich nahezu teilweise teils beispielsweise
beispiel lieber gern gerne toll super schön gut gute guten guter gutes besser bessere besseren beste
besten am schlecht schlechte schlechten schlechter groß große großen großer klein kleine kleinen neu
neue neuen neuer neues lang lange eher möglich möglichst wirklich richtig wichtig wichtige wichtigen
wichtiger dringend unbedingt absolut total völlig extrem echt allgemein generell eigen eigene eigenen
eigener einzeln einzelne einzelnen einzig ganze ganzen ganzer ganzes letzte letzten nächste nächsten
erste ersten zweite zweiten dritte dritten verschieden verschiedene verschiedenen bestimmte entsprechend
entsprechende einmal zweimal mind max min inkl ab einigermaßen ganztägig stets
"""
_VERBS = """
ist sind war waren sein bin bist seid gewesen wäre wären wird werden wurde wurden worden würde würden
werde hat haben hatte hatten habe hast hätte hätten gehabt kann können könnte könnten konnte konnten
könne muss muß müssen musste mussten müsste müssten soll sollen sollte sollten darf dürfen durfte dürfte
dürften will wollen wollte wollten möchte möchten möchte mag mögen gibt geben gab gäbe gegeben geht
gehen ging geh macht machen machte gemacht mach tun tut getan lassen lässt laesst läßt ließ kommt kommen
kam gekommen bleibt bleiben blieb bleibe sollt stehen steht stand stehend liegt liegen lag finden findet
fand finde sehen sieht sehe sagen sagt wünschen wünsche wünscht brauchen braucht bräuchte fehlt fehlen
fehlte fehlend fehlende fehlenden nutzen nutzt bekommen bekommt kriegen kriegt halten hält nehmen nimmt
bringen bringt setzen setzt stellen stellt führen führt werd sorgen sorgt dienen dient wissen weiß weiss
denken denkt glauben glaube glaubt heißt heißen scheint scheinen zeigen zeigt anbieten bieten bietet
ermöglichen ermöglicht schaffen schafft
"""
_ENGLISH = """
a an the this that these those i you he she it we they me him her us them my your his its our their mine
yours ours theirs who whom whose which what where when why how and or but nor so yet if then than
because as while though although until unless since of at by for with about against between into through
during before after above below to from up down in out on off over under again further once here there
all any both each few more most other some such no not only own same too very can could will would shall
should may might must do does did doing done have has had having be am is are was were been being get
gets got getting make makes made go goes going let lets also just even still ever never always often
really quite rather much many lot lots less least enough every everyone everybody someone nobody
something nothing anything everything one two please thanks yes like need needs needed want wants wanted
good great nice bad better best new old big small there's it's don't doesn't isn't aren't can't won't
i'm we're they're you're e g eg ie etc around way thing things across per within without toward towards
instead
"""
_FILLERS = """
stadt ort orte orten sache sachen ding dinge bereich bereiche thema themen problem probleme möglichkeit
möglichkeiten leute mensch menschen person personen jahr jahre jahren zeit tag tage uhr woche wochen
monat abend morgen meter euro frau herr weg los haus alte alter platz straße teil ende art weise form
fall grund hilfe wert recht seite rest zukunft raum zone city town place people thing problem year time day
"""

_AS_MEANT = f"{_ARTICLES_PRONOUNS} {_SMALL_WORDS} {_VERBS} {_ENGLISH}"
_WRITTEN_OUT = _AS_MEANT.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")

STOP_WORDS = frozenset(listed(f"{_AS_MEANT} {_WRITTEN_OUT}"))
ENGLISH_STOP_WORDS = STOP_WORDS | frozenset(
    listed(
        """see saw seen hope wish think feel believe know say look come came take give put use become remain
        continue i'd i've i'll we'd we've we'll we're let's that's what's it'll won't couldn't shouldn't
        wouldn't didn't hasn't haven't wasn't without"""
    )
)
"""Those of English cards only: German has a "See"."""
TITLE_FILLERS = frozenset(_FILLERS.split())
"""Nouns that carry meaning inside a phrase and none as a title or a key word of their own."""
