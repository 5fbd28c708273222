"""Makes texts of random words of real Russian news, which have nothing in common."""

import gzip
import json
import random
from functools import cache

from pipelines.copies.tokens import words
from tests.shared import SHARED

WORDS_A_TEXT = 260
SENTENCE_WORDS = 13


def random_texts(count: int, seed: int) -> list[str]:
    """Return texts of unlike content, in sentences of SENTENCE_WORDS words."""
    rng = random.Random(seed)
    vocabulary = _vocabulary()
    texts = []
    for _ in range(count):
        text_words = rng.choices(vocabulary, k=WORDS_A_TEXT)
        sentences = [
            " ".join(text_words[start : start + SENTENCE_WORDS]).capitalize()
            for start in range(0, WORDS_A_TEXT, SENTENCE_WORDS)
        ]
        texts.append(". ".join(sentences) + ".")
    return texts


@cache
def _vocabulary() -> list[str]:
    path = SHARED / "dedup" / "russian-news.jsonl.gz"
    if not path.exists():
        return [f"слово{number}" for number in range(20_000)]
    with gzip.open(path, "rt") as lines:
        return [word for line in lines for word in words(json.loads(line)["article_body"])]
