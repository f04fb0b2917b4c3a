"""Each statement of the article that hamstrings come from, in our own words, and how a session says it.

What is no statement about the technique has no row: the author's life, the credits of the pictures, and who may
call themselves a practitioner. Where the article points at a picture, the row has the place in words.
"""

from collections.abc import Iterator
from typing import NamedTuple

from coach.protocol.vocabulary import LEVELS, Level

ALL = LEVELS

TABLE = """
# Who should not do it, and why care is needed
make sure that it is safe for you before you begin, with this technique above all
  F1 | notice | all
  ^Before you start: is this for you
  ^Antes de empezar: ¿es para ti
some must not do it at all
  F1 | notice | all
  If massage, or release work on muscles, is not advised for you, leave it
  Si te han desaconsejado el masaje o el trabajo sobre los músculos, no lo hagas
some must not do it at one place
  F1 | notice | all
  not advised for one place, leave that place out
  desaconsejado en un lugar, deja ese lugar
in doubt, ask a qualified professional first
  F1 | notice | all
  in doubt, ask a qualified professional first
  Si tienes dudas, pregunta antes a un profesional cualificado
too much force can pull a hamstring
  F2 | notice | all
  Too much force.* can pull a hamstring
  Demasiada fuerza.* un tirón detrás del muslo
too often can pull a hamstring
  F2 | notice | all
  too often.* can pull a hamstring
  demasiado a menudo.* un tirón detrás del muslo
too long can pull a hamstring
  F2 | notice | all
  for too long.* can pull a hamstring
  demasiado tiempo.* un tirón detrás del muslo
it is precise, and potent: its effect can be large
  F2 | notice | all
  precise and strong, and a little of it does a lot
  precisa y fuerte, y con poco consigue mucho
better too cautious than too bold
  F2 | notice | all
  Less is better
  Menos es mejor

# How it works
the ball locks the tissue in place
  F3 | preparation | learn
  The ball pins a spot at the back of your thigh
  La pelota sujeta un punto en la parte de atrás del muslo
that has the effect of moving where the muscle is attached
  F3 | preparation | learn
  as if it began at the ball
  como si empezara en la pelota
the opposing muscles make the stretch
  F3 F13 | preparation | learn
  the front of your thigh straightens the knee, and the pinned muscle stretches
  la parte de delante del muslo estira la rodilla, y el músculo sujeto se alarga
the lock works best on relaxed tissue
  F4 | preparation | learn
  works best on a loose muscle
  Funciona mejor con el músculo suelto
the leg is relaxed first
  F4 | leg | learn
  left leg .* so that it is loose
  izquierda, para que .* suelta

# Sitting, ball, towel
seated on a chair
  F5 | preparation | learn
  ^Sit down on the chair
  ^Siéntate en la silla
seated, however little is said
  F5 | preparation | all
  ^Sit
  ^Siéntate
knees bent to about ninety degrees
  F5 | preparation | learn remind
  knees bent at about ninety degrees
  rodillas dobladas a unos noventa grados
a firm spiky ball, eight centimetres wide
  F9 | preparation | learn
  a firm spiky ball, about eight centimetres wide
  una pelota de púas firme, de unos ocho centímetros
soft balls tend not to lock the tissue
  F9 | preparation | learn
  A soft ball will not grip
  Una pelota blanda no sujeta
a firm one locks it even through a towel
  F9 F11 | preparation | learn
  One that is firm grips even through a towel
  Una firme sujeta incluso a través de una toalla
a chair or similar
  F9 F10 | preparation | learn
  a steady chair
  una silla estable
a towel between ball and chair keeps the spikes from marking it
  F10 | preparation | learn
  a towel to lay under the ball, so that the spikes do not mark the seat
  una toalla debajo de la pelota, para que las púas no marquen el asiento
a towel under the ball, in short
  F10 | preparation | learn remind
  towel .*under the ball
  toalla debajo de la pelota
clothing or a thin towel between ball and skin, as spikes leave dents
  F11 | preparation | learn
  Keep your clothes on, or use a thin towel, so that the spikes do not dent your skin
  Deja la ropa puesta, o usa una toalla fina, para que las púas no marquen la piel

# Where
never behind the knee
  F7 | preparation | all
  Never put the ball behind the knee
  Nunca pongas la pelota detrás de la rodilla
inside the working area between knee and buttock
  F8 | preparation | all
  above the fold of the knee, and below the crease of the buttock
  por encima del pliegue de la rodilla, y por debajo del pliegue de la nalga
the first place is clear of the knee
  F8 | spot | all
  one hand above the (fold of the knee|knee fold)
  el ancho de una mano (por encima del|sobre el) pliegue de la rodilla

# Onto the ball
lift the leg and set it down on the ball
  F12 | spot | learn
  Raise your left leg. Put the ball under .* Set the leg down on the ball
  Levanta la pierna izquierda. Pon la pelota bajo el muslo, .* Apoya la pierna en la pelota
the leg goes onto the ball, at every level
  F12 | spot | all
  Set the leg down on the ball|[Ll]eg onto it
  (Apoya|Baja) la pierna|Pierna encima
no pressure is added; the weight of the leg is enough
  F12 | spot | learn
  Do not press. The weight of the leg is enough
  No aprietes. El peso de la pierna basta

# The stretch
the hamstrings stay relaxed while the quadriceps work
  F4 F13 | preparation | learn
  Keep the back of the thigh loose while the front of it works
  Deja suelta la parte de atrás del muslo mientras trabaja la de delante
the same where it is done: soft behind, tight in front
  F13 | spot | learn
  Let the back of the thigh stay soft. .* tighten the front of the thigh
  Deja blanda la parte de atrás del muslo. .* tensa la parte de delante
the knee is straightened gradually
  F13 | spot | all
  slowly straighten|straighten slowly
  [Ee]stira despacio
there is no need to straighten fully
  F14 | preparation | learn
  no need to straighten the knee fully
  No hace falta estirar la rodilla del todo
a few degrees are enough
  F14 | preparation | learn
  A few degrees can be enough
  Unos pocos grados pueden bastar
the state of the tissue decides how far
  F14 | preparation | learn
  How far depends on how tight the muscle is
  Hasta dónde depende de lo tenso que esté el músculo
to the first slight stretch
  F15 | spot | all
  first slight stretch
  primer estiramiento leve
no further stretch beyond that point
  F15 | preparation | all
  Go to the first slight stretch, and no further
  Llega al primer estiramiento leve, y no más
mild discomfort at worst, certainly no pain
  F15 | preparation | all
  Mild discomfort at worst, never pain
  Como mucho una molestia leve, nunca dolor

# Hold and release
hold for ten to twelve seconds
  F16 | preparation | all
  hold still,? for ten seconds
  ([Qq]uédate sin moverte|no te muevas), diez segundos
the hold is called where it is done
  F16 | spot | all
  ^Hold
  ^Mantén
do not add stretch during the hold
  F16 | spot | learn
  Hold still for ten seconds. No further
  Mantén diez segundos. No más allá
relax the leg
  F17 | spot | all
  [Ll]et go.* ([Ff]oot down|[Ll]ower your foot)
  [Ss]uelta.* pie|[Ss]uelta. Pie abajo
go back to where the leg started
  F17 | spot | learn
  Lower your foot, back to where it started, and let the whole leg go soft
  Baja el pie, hasta donde empezaste, y deja toda la pierna blanda

# On along the muscle
lift, move the ball five to ten centimetres towards the body, lower
  F18 | spot | all
  ([Rr]aise|Leg up).* ball five to ten centimetres towards (your|the) body.* ([Ll]ower|[Ll]et the leg down|Leg down)
  [Ll]evanta.* pelota cinco a diez centímetros hacia (tu|el) cuerpo.* [Bb]aja
that is away from the knee
  F18 | spot | learn
  towards your body, away from the knee. Let the leg down again
  hacia tu cuerpo, lejos de la rodilla. Baja otra vez la pierna
repeat along the length of the muscle
  F19 | preparation | learn
  line runs along the back of the thigh, from the knee towards your body. .* Spots on each line: three
  una línea por la parte de atrás del muslo, desde la rodilla hacia tu cuerpo. .* Puntos en cada franja: tres
to go over the same tissue again and again overworks it
  F20 | preparation | learn
  More overworks the muscle
  Más sobrecarga el músculo
once, and occasionally twice
  F20 | preparation | learn
  Once over them is enough, and twice only now and then
  Una vez por ellos basta, y dos veces solo de vez en cuando
not again too soon
  F2 F20 | finish | all
  Leave these muscles alone tomorrow
  Mañana deja descansar estos músculos
three strips: outer, middle, inner
  F21 | preparation | learn
  There are three: first the outside line, then the centre line, then the inside line
  Hay tres: primero la franja externa, luego la central, y luego la interna
each is named where it is done
  F21 | spot | all
  inside line
  franja interna
the strips together cover the three muscles
  F6 F21 | preparation | learn
  Together they cover all three muscles at the back of the thigh
  Juntas cubren los tres músculos de la parte de atrás del muslo

# Afterwards
then the quadriceps, unless already treated
  F22 | finish | learn
  Next comes the front of the thigh, the quadriceps, if you have not treated it yet
  Después viene la parte de delante del muslo, el cuádriceps, si no lo has tratado ya
then the calf, gastrocnemius first
  F22 | finish | learn
  Then comes the calf, starting with gastrocnemius
  Luego viene la pantorrilla, empezando por el gastrocnemio
"""
"""For each: the statement; its facts, the chapter and the levels; the pattern in English, and in Spanish."""


class Row(NamedTuple):
    """A statement in our own words, the facts that it is, and where and how it is said in one line."""

    statement: str
    facts: tuple[str, ...]
    chapter: str
    english: str
    spanish: str
    levels: tuple[Level, ...]

    def words(self, language: str) -> str:
        """The pattern that the line must match."""
        return {"en": self.english, "es": self.spanish}[language]


def _rows() -> Iterator[Row]:
    lines = [line.strip() for line in TABLE.splitlines() if line and not line.startswith("#")]
    for statement, where, english, spanish in zip(*[iter(lines)] * 4, strict=True):
        facts, chapter, levels = where.split(" | ")
        yield Row(
            statement,
            tuple(facts.split()),
            chapter,
            english,
            spanish,
            tuple(level for level in LEVELS if levels == "all" or level in levels.split()),
        )


ROWS = tuple(_rows())
