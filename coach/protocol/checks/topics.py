"""Words that tell what a number in wording is about, by language; all in small letters without accents.

A language without a table is judged only by where a line is said.
"""

import re
from typing import NamedTuple


class Topics(NamedTuple):
    """Patterns that are searched for in the clause of a number, or beside the number."""

    holding: re.Pattern[str]
    """Words of holding a stretch."""
    ending: re.Pattern[str]
    """Words of leaving a stretch."""
    not_holding: re.Pattern[str]
    """Words for something else that takes that long, or for another time."""
    one_stroke: re.Pattern[str]
    a_set: re.Pattern[str]
    moving: re.Pattern[str]
    """Words of moving the ball to the next spot."""
    size_after: re.Pattern[str]
    """Words after the size of a thing."""
    size_before: re.Pattern[str]
    """Words right before the size of a thing."""
    strips: re.Pattern[str]
    """Words after a number of strips."""
    spots: re.Pattern[str]
    numbered: re.Pattern[str]
    """Words right before the number that a spot has."""
    total: re.Pattern[str]
    """Words for all of them."""
    some: re.Pattern[str]
    """Words right before a number of some of them."""
    passes: re.Pattern[str]
    """Words after a number of passes."""
    again: re.Pattern[str]
    """Words for treating the same place again."""
    not_again: re.Pattern[str]
    """Words for something else that is done so often."""
    nth: re.Pattern[str]
    """Ordinals such as the third time, by the words of `NTH`."""
    session: re.Pattern[str]
    treating: re.Pattern[str]
    not_treating: re.Pattern[str]
    every: tuple[tuple[re.Pattern[str], float], ...]
    """Phrases for how often, and after how many days."""
    each: re.Pattern[str]
    """Words right before a number of days: every three days."""
    ago: re.Pattern[str]
    apart: re.Pattern[str]
    a_day: re.Pattern[str]
    a_week: re.Pattern[str]
    felt: re.Pattern[str]
    """Words of a scale or of pain."""
    grade: re.Pattern[str]
    """Words right before a grade of comfort."""
    below: re.Pattern[str]
    """Words right before a grade that is itself not meant."""
    other: re.Pattern[str]
    """Words after a number that is no grade, but a count of something."""
    aim: re.Pattern[str]
    ease: re.Pattern[str]
    stop: re.Pattern[str]
    negated: re.Pattern[str]
    bound: re.Pattern[str]
    """Words that turn a negation into a limit: never more than three."""


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _before(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\s*$")


def _after(*words: str) -> re.Pattern[str]:
    return re.compile(rf"[\s-]*(?:{'|'.join(words)})\b")


NTH = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "tercera": 3, "cuarta": 4, "quinta": 5, "sexta": 6}

TOPICS = {
    "en": Topics(
        holding=_any(
            "(?:hold|holding|held)(?! on\\b)(?! your breath)(?! the (?:stick|chair|ball|towel)\\b)",
            "stretch(?:ed|ing)?",
            "(?:stay|keep|keeping)(?: it| them| the \\w+)? (?:still|there|in place|stretched|straight)",
            "remain",
            "let go",
            "release",
        ),
        ending=_any("let go", "release", "lower", "relax"),
        not_holding=_any(
            "breathe?|breathing|inhale|exhale|breath|rest(?:s|ing)?|wait|pause|after (?:that|a)|relax|shake|"
            "ago|every|each day|warm up|walk|over the next|sit"
        ),
        one_stroke=_any(
            "(?:each|every|one|a|per|single) (?:stroke|way|direction)", "strokes? (?:takes?|lasts?)", "a stroke"
        ),
        a_set=_any("sets?|roll(?:ing|ed)?|in all|altogether|in total|keep going|strokes"),
        moving=_any("mov(?:e|es|ing)|shift|slide|draw|bring|push|pull|roll the ball|go on by"),
        size_after=_after(
            "wide|across|thick|long|high|tall|deep|in diameter|in size|in width|of width|diameter|"
            "(?:spiky |firm |soft |small |hard )*(?:ball|stick|roller|towel|rod|cushion|block|book)"
        ),
        size_before=_before(
            r"(?:ball|stick|roller|towel|rod|cushion|block)s? (?:of|with|measuring|that is|is)(?: about| some)?",
            r"(?:diameter|width|thickness) of(?: about)?",
        ),
        strips=_after("(?:\\w+ )?strips?"),
        spots=_after("(?:\\w+ )?spots?(?! (?:fewer|less|more))"),
        numbered=_before("spot(?: number)?"),
        total=_any("there (?:is|are)|in all|all|has|have|altogether|each (?:leg|arm|side)"),
        some=_before("first|last|other|next|of|of the|least|these"),
        passes=_after("(?:passes|rounds|sets)"),
        again=_any(
            "strips?|spots?|same (?:place|tissue|muscle)|(?:each|every) (?:place|muscle|spot|strip|leg)|"
            "go(?:es)? over|over (?:it|this|the (?:muscle|tissue|place))|is treated|are treated|passes"
        ),
        not_again=_any(
            "breathe?|breath|press|bend|shake|tap|straighten|nod|knock|say|said|hear|out and back|as much|"
            "as good|as long|key|button|circle|swing"
        ),
        nth=re.compile(r"\b(third|fourth|fifth|sixth) (?:time|pass|round|set)\b"),
        session=_any("sessions?", "last time", "did this", "do this", "treated", "were here"),
        treating=_any(
            "sessions?|do (?:this|it|them)|come back|repeat|treat|enough|often|technique|again|muscles?|"
            "massage|exercise|practi[cs]e"
        ),
        not_treating=_any("water|drink|walk|medicine|pills?|tablets?|insulin|sleep|wash|clean"),
        every=(
            (_any("every other day", "every second day"), 2.0),
            (_any("every day", "each day", "daily"), 1.0),
        ),
        each=_before("every", "each"),
        ago=re.compile(r"\s*ago\b"),
        apart=re.compile(r"\s*(?:apart|between|in between|from one session to the next)\b"),
        a_day=re.compile(r"\s*(?:a|per|each|every) day\b|\s*daily\b"),
        a_week=re.compile(r"\s*(?:a|per|each|every) week\b|\s*weekly\b"),
        felt=_any(
            "out of (?:ten|10)|of (?:ten|10)|scale|pain(?:ful)?|hurts?|discomfort|comfort|stretch|sore|"
            "ease off|feel|felt|number"
        ),
        grade=_before(
            "at|from|above|over|beyond|below|under|to|stay at|up to|at most|reaches|is|than|past|level|within|"
            "past|hits?|until|around|about|of|with|a|grade"
        ),
        below=_before("below", "under", "less than", "lower than", "fewer than"),
        other=_after(
            r"(?!or\b|of\b|out\b|and\b|to\b|ease\b|stop\b|press\b|do\b|is\b|at\b|if\b|you\b|it\b|let\b|then\b|end\b|but\b|"
            r"the\b|on\b|in\b|for\b|back\b|rest\b|we\b|less\b|fewer\b|lower\b|that\b|means\b|no\b|already\b|from\b|go\b)"
            r"[^\W\d_]+"
        ),
        aim=_any(
            "or less|or below|or lower|or under|at most|up to|stay|keep|remain|no (?:more|higher)|"
            "(?:not|never|don't) (?:let it )?(?:go|get|rise) (?:past|over|above|beyond|higher)|"
            "never (?:more|above|over|beyond|past)|not (?:more|above|over|beyond|past)|is plenty|is enough|"
            "is fine|aim|maximum|below|under|go (?:up )?to|until"
        ),
        ease=_any(
            "ease(?: it)?(?: off| back| up)?|press less|less pressure|do less|back off|go easier|soften|"
            "lighten|go back a little|reduce"
        ),
        stop=_any("stop(?:ped|s)?", "end(?: it| the strip)?", "break off", "quit", "lift (?:your|the|it)"),
        negated=_any("not|never|don't|do not|no|nobody|without"),
        bound=_any(
            "more|longer|over|above|beyond|further|farther|past|less|closer|nearer|higher|lower|before|within|until"
        ),
    ),
    "es": Topics(
        holding=_any(
            "mant(?:en|enlo|enla|ener|engas?|iene)|aguanta(?:r|lo)?|sosten(?:lo|er)?|sostiene|"
            "estira(?:miento|r|do)?|"
            r"(?:queda(?:te)?|permanece|sigue)(?: \w+)? (?:quiet[oa]|ahi|sin mover(?:te|lo)?|inmovil)|conserva|"
            "suelta"
        ),
        ending=_any("suelta", "baja", "relaja"),
        not_holding=_any(
            "respira(?:r|s)?|inhala|exhala|inspira|espira|aire|descansa(?:r)?|espera(?:r)?|pausa|sacude|hace|"
            "cada|camina|relaja|sientate|sujetate"
        ),
        one_stroke=_any("(?:cada|una|por) (?:pasada|ida|vuelta|sentido)", "pasada (?:dura|tarda)"),
        a_set=_any("series?|rueda|rodar|pasa(?:lo|r)? (?:el rodillo|despacio)|en total|pasadas|rodillo"),
        moving=_any(
            "muev[ea](?:la|lo|te)?|mover|desplaza(?:la|lo)?|desliza(?:la|lo)?|acerca(?:la|lo)?|lleva(?:la|lo)?|"
            "corre(?:la|lo)|avanza|aleja(?:la|lo)?"
        ),
        size_after=_after(
            "de (?:ancho|anchura|largo|alto|altura|grosor|diametro|espesor|grueso)",
            "de (?:la |una )?(?:pelota|toalla|vara|barra)",
        ),
        size_before=_before(
            r"(?:pelota|bola|rodillo|toalla|barra|cojin)(?: de puas)?(?: (?:firme|blanda|dura|pequena))?,? "
            r"(?:de|que mide|mide|con)(?: unos| unas)?",
            r"(?:diametro|ancho|grosor) de(?: unos| unas)?",
        ),
        strips=_after("(?:\\w+ )?franjas?"),
        spots=_after("(?:puntos?)(?! (?:menos|mas))"),
        numbered=_before("punto(?: numero)?"),
        total=_any("hay", "en total", "todas", "tienen?", "cada (?:pierna|brazo|lado)", "son"),
        some=_before("primeras", "ultimas", "otras", "de las", "estas", "menos"),
        passes=_after("(?:pases|rondas|series|vueltas)"),
        again=_any(
            "franjas?|puntos?|mism[oa] (?:lugar|tejido|musculo|sitio|zona)|"
            "cada (?:lugar|musculo|punto|franja|pierna|sitio)|pasa(?:s|r)? por|se trata|se tratan|"
            "por (?:el|la) mism[oa]"
        ),
        not_again=_any(
            "respira(?:r)?|inhala|aprieta|dobla|sacude|golpea|estira|di|oiras|ida y vuelta|tecla|boton|circulo|pulsa"
        ),
        nth=re.compile(r"\b(tercera|cuarta|quinta|sexta) (?:vez|pasada|ronda|serie)\b"),
        session=_any("sesion(?:es)?", "ultima vez", "hiciste", "hecho esto", "tratado", "trataste"),
        treating=_any(
            "sesion(?:es)?|haz(?:lo|la)?|hacer(?:lo|la)?|vuelve|repite|repetir(?:lo|la)?|trata(?:r|lo)?|"
            "suficiente|basta|tecnica|musculos?|masaje|ejercicio|practica"
        ),
        not_treating=_any("agua|bebe|camina|medicina|medicamento|pastillas?|insulina|duerme|lava|limpia"),
        every=(
            (_any("un dia si y otro no", "en dias alternos", "dias alternos", "un dia si, otro no"), 2.0),
            (_any("cada dia", "todos los dias", "a diario", "diariamente", "diario"), 1.0),
        ),
        each=_before("cada"),
        ago=re.compile(r"(?!)"),
        apart=re.compile(r"\s*(?:entre|de diferencia|de separacion)\b"),
        a_day=re.compile(r"\s*(?:al dia|por dia|cada dia|diarias)\b"),
        a_week=re.compile(r"\s*(?:a la semana|por semana|cada semana|semanales)\b"),
        felt=_any(
            "sobre (?:diez|10)|de (?:diez|10)|escala|dolor(?:es)?|duel[ea]n?|doler|molestia|estiramiento|"
            "afloja|notas?|sientes?|numero"
        ),
        grade=_before(
            "en|de|desde|a|al|hasta|por encima de|por debajo de|mas de|menos de|partir de|es|llega a|nivel|"
            "pases de|un|con|sobre|supera|grado"
        ),
        below=_before("por debajo de", "menos de", "debajo de"),
        other=_after(
            r"(?!o\b|u\b|sobre\b|de\b|y\b|a\b|e\b|afloja\b|para\b|aprieta\b|haz\b|es\b|en\b|si\b|suelta\b|pero\b|termina\b|por\b|"
            r"la\b|el\b|con\b|descansa\b|menos\b|ya\b|deja\b|no\b|basta\b|sobra\b|detente\b|como\b|desde\b)[^\W\d_]+"
        ),
        aim=_any(
            "o menos|o por debajo|como mucho|como maximo|hasta|queda(?:te)?|mantente|permanece|no mas|no pases|"
            "no superes|nunca (?:mas|por encima)|no llegues|basta|es suficiente|maximo|por debajo|sobra|"
            "no vayas"
        ),
        ease=_any("afloja(?:r)?|aprieta menos|menos presion|haz menos|suaviza|reduce|ve mas suave"),
        stop=_any(
            "para(?:r)?(?= ?(?:$|[.,;:!]|ya\\b|enseguida\\b|en\\b|a\\b|al\\b|de inmediato\\b|y\\b))",
            "detente",
            "termina",
            "dejalo",
            "acaba",
        ),
        negated=_any("no", "nunca", "jamas", "tampoco"),
        bound=_any("mas|menos|mayor|encima|debajo|antes|hasta|pases|superes|cerca|lejos"),
    ),
}
