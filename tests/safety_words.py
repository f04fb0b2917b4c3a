"""What safety needs to be said, in English and Spanish, as patterns: before all else, and for each technique."""

from typing import NamedTuple

Both = tuple[str, str]


class Technique(NamedTuple):
    """The words of one technique, and the lines of its file that say those of the spots."""

    never: dict[str, Both]
    far: Both
    ease: Both
    place: Both
    into: Both
    out: Both
    lines: tuple[str, ...]
    move: Both | None = None
    hold: Both | None = None


OPENING: dict[str, Both] = {
    "for whom it is not": (
        "^Before you start: is this for you.* not advised for you, leave it",
        "^Antes de empezar: ¿es para ti.* desaconsejado .* no lo hagas",
    ),
    "not at one place": ("one place, leave that place out", "en un lugar, deja ese lugar"),
    "in doubt": ("in doubt, ask a qualified professional first", "dudas, pregunta antes a un profesional cualificado"),
    "do not start: clot": ("Do not start .*blood clot", "No empieces .*coágulo"),
    "do not start: bone": ("Do not start .*broken bone", "No empieces .*hueso roto"),
    "do not start: wound": ("Do not start .*open wound", "No empieces .*herida abierta"),
    "do not start: infection": ("Do not start .*infection", "No empieces .*infección"),
    "do not start: swelling": ("Do not start .*red, hot or swollen", "No empieces .*roja, caliente o hinchada"),
    "do not start: tear": ("Do not start .*muscle tear", "No empieces .*desgarro muscular"),
    "do not start: surgery": ("Do not start .*surgery", "No empieces .*operación"),
    "do not start: osteomyelitis": ("Do not start .*osteomyelitis", "No empieces .*osteomielitis"),
    "do not start: myositis": ("Do not start .*myositis ossificans", "No empieces .*miositis osificante"),
    "ask first: thinners": ("Ask .*first .*blood thinners", "Pregunta antes .*anticoagulantes"),
    "ask first: pregnancy": ("Ask .*first .*pregnant", "Pregunta antes .*embarazada"),
    "ask first: numbness": ("Ask first .*legs are numb", "Pregunta antes .*piernas dormidas"),
    "ask first: nerves": ("Ask first .*nerve damage from diabetes", "Pregunta antes .*nervios por diabetes"),
    "ask first: osteoporosis": ("Ask first .*osteoporosis", "Pregunta antes .*osteoporosis"),
    "ask first: cancer": ("Ask first .*cancer", "Pregunta antes .*cáncer"),
    "ask first: clotting": ("Ask first .*clotting disorder", "Pregunta antes .*trastorno de la coagulación"),
    "ask first: sciatica": ("Ask first .*sciatica", "Pregunta antes .*ciática"),
    "keep off": (
        "(?:away from|off) varicose veins, bruises, lumps, and broken or sore skin",
        "sobre varices, moratones, bultos, ni piel dañada o irritada",
    ),
    "stop at once": (
        "sharp pain, numbness, tingling, dizziness or shortness of breath, stop right away",
        "Para enseguida .*dolor agudo, entumecimiento, hormigueo, mareo o falta de aire",
    ),
    "how to stop": ("To stop, .*(lift|soft|take)", "Para parar, .*(levanta|blanda)"),
}
"""Of the first chapter of every session."""

SCALE: Both = ("Zero is nothing, nine is very bad", "Cero es nada, nueve es muy malo")

_STRETCH: Both = (
    "Go to the first slight stretch, and no further. Mild discomfort at worst, never pain",
    "Llega al primer estiramiento leve, y no más. Como mucho una molestia leve, nunca dolor",
)
_EASE: Both = ("At {}, ease off", "En {}, afloja")
_KNEE: Both = ("Never put the ball behind the knee", "Nunca pongas la pelota detrás de la rodilla")
_TOES: Both = (
    "At the rising sound, .*toes .*first slight stretch",
    "Cuando suba el sonido, .*dedos .*primer estiramiento leve",
)
_HOLD: Both = ("^Hold", "^Mantén")
_STEP: Both = ("centimetres towards", "centímetros hacia")

TECHNIQUES = {
    "hamstrings": Technique(
        never={"behind the knee": _KNEE},
        far=_STRETCH,
        ease=_EASE,
        place=(
            "ball on the .* line, one hand above the knee fold. (Lower the leg|Leg) onto it",
            "en la franja .*, el ancho de una mano sobre el pliegue de la rodilla. (Baja la pierna|Pierna encima)",
        ),
        move=(
            f"Leg up. Move the ball .* {_STEP[0]} the body. Leg down",
            f"Levanta, pelota .* {_STEP[1]} el cuerpo, baja",
        ),
        into=(
            "At the rising sound, .*straighten .*first slight stretch",
            "Cuando suba el sonido, estira .*primer estiramiento leve",
        ),
        hold=_HOLD,
        out=("Let go. Foot down", "Suelta. Pie abajo"),
        lines=("here", "place", "move", "straighten", "hold", "relax"),
    ),
    "quadriceps": Technique(
        never={
            "kneecap": ("Never roll over the kneecap", "Nunca pases el rodillo por la rótula"),
            "groin": ("Never .*in the groin", "Nunca .*por la ingle"),
            "bone of the hip": ("Never .*over the bone at the hip", "Nunca .*por el hueso de la cadera"),
            "outer band": (
                "Leave out the tight band at the very outside of the thigh",
                "Deja la banda dura de la parte de fuera del muslo",
            ),
        },
        far=("Press lightly", "Aprieta poco"),
        ease=("At {}, press less", "En {}, aprieta menos"),
        place=(
            "stick on.* line, one hand above the kneecap",
            "rodillo en .*franja .*, el ancho de una mano por encima de la rótula",
        ),
        into=("rising sound, roll towards your hip.* falling .*back", "sonido que sube, .*cadera.* que baja, vuelve"),
        out=("Take the stick off", "Levanta el rodillo"),
        lines=("here", "place", "roll", "stick off"),
    ),
    "gastrocnemius": Technique(
        never={
            "behind the knee": _KNEE,
            "outer edge of the shin": ("off the outer edge of the shin", "Deja .*el borde externo de la espinilla"),
        },
        far=_STRETCH,
        ease=_EASE,
        place=(
            "ball under the .* half of the calf, one hand below the knee fold. (Lower the leg|Leg) onto it",
            "bajo la mitad .*, el ancho de una mano bajo el pliegue de la rodilla. (Baja la pierna|Pierna encima)",
        ),
        move=(
            f"Leg up. Move the ball .* {_STEP[0]} the foot. Leg down",
            f"Levanta, pelota .* {_STEP[1]} el pie, baja",
        ),
        into=_TOES,
        hold=_HOLD,
        out=("Let go. Bring the foot back", "Suelta. Deja caer el pie"),
        lines=("here", "place", "move", "toes up", "hold", "relax"),
    ),
    "soleus": Technique(
        never={
            "behind the knee": _KNEE,
            "tendon above the heel": (
                "Never .*on the tendon above the heel",
                "Nunca .*el talón, ni en el tendón que hay encima",
            ),
            "heel": ("Never .*on the heel", "Nunca .*en el talón"),
        },
        far=_STRETCH,
        ease=_EASE,
        place=(
            "Raise the .* leg. Calf onto the ball, halfway between the knee and the heel",
            "Levanta la pierna .*. Pantorrilla en la pelota, a medio camino entre la rodilla y el talón",
        ),
        move=(
            f"Leg up. Move it .* {_STEP[0]} your body. Leg down",
            f"Levanta, pierna .* {_STEP[1]} tu cuerpo, baja",
        ),
        into=_TOES,
        hold=_HOLD,
        out=("Let go. Bring the foot back", "Suelta. Deja caer el pie"),
        lines=("here", "place", "move", "toes up", "hold", "relax"),
    ),
}
