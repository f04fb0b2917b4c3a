"""Growing beginnings of the chapter that a player begins with, so that the first words need one phrase to be spoken."""

from collections.abc import Iterator, Sequence

from coach.mix.model import RenderedChapter
from coach.render.sound_kit import SoundKit
from coach.session.model import ChapterScript, Say
from coach.timeline import beginning, prove_chapter


def beginnings(chapter: ChapterScript, needed: Sequence[ChapterScript], kit: SoundKit) -> Iterator[RenderedChapter]:
    """Render beginnings of `chapter`, each with at least twice the phrases of the one before.

    None, if the clips of `chapter` and of all that is `needed` before it sounds whole are there already. Raises
    VoiceError or ProofError.
    """
    texts = chapter.texts()
    if kit.clips.has_all(text for one in (chapter, *needed) for text in one.texts()):
        return
    # Orientation comes first and whole.
    first = next((len(step.phrases) for _, step in chapter.steps if isinstance(step, Say)), 1)
    least = first if chapter.orientation else 1
    for known in sorted({max(least, 2**power) for power in range(len(texts).bit_length())}):
        lengths = kit.clips.lengths(texts[:known])
        speech = {text: lengths[text] for text in texts[:known]}
        begun = beginning(chapter, speech, kit.tone_lengths, parts=kit.clips.known_parts)
        if begun is not None:
            yield RenderedChapter(prove_chapter(begun), kit.mixer.render(begun), whole=False)
