"""Tests that bytes are decoded correctly, whatever encoding the page declares."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.parsing.encoding import decode

RUSSIAN = "Жители Зареченска увидели, как ёж перешёл дорогу у рынка; движение остановили на час."


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "utf-16le"]
)
@pytest.mark.parametrize("actual", ["utf-8", "windows-1251", "koi8-r"])
def test_russian_is_read_whatever_the_page_declares(actual: str, declared: str | None) -> None:
    assert decode(RUSSIAN.encode(actual), declared) == RUSSIAN


@settings(deadline=None)  # the first call imports Beautiful Soup
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "koi8-r", "x-unknown", "utf-16"]))
def test_no_bytes_break_the_decoder(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared), str)


@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        "W Przemyślu zaczęła się budowa mostu, powiedział burmistrz: będzie gotów w grudniu, a"
        " zimą przejadą nim pierwsze pociągi.",
        "Die Brücke über die Würm wird für Fußgänger geöffnet, möglichst früh – „nächste Woche“.",
        "The mayor said: “It’s ready” – and the river’s new ‘bridge’ opened… at 5 °C — «at last».",
        "Le pont a été rénové, les élèves de l’école traversent déjà la rivière à pied — été comme"
        " hiver.",
    ],
)
@pytest.mark.parametrize("misread_as", ["latin-1", "windows-1252"])
def test_text_that_was_encoded_twice_is_decoded_twice(text: str, misread_as: str) -> None:
    letters = text.encode().decode(misread_as, "replace")
    if "\ufffd" in letters:  # browsers keep bytes that windows-1252 does not define
        letters = "".join(
            bytes([byte]).decode(misread_as, "ignore") or chr(byte) for byte in text.encode()
        )
    assert decode(letters.encode()) == text


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ «PÃ™TISSERIE» À PARIS " * 20 + "été déjà où naïf garçon " * 20,
        "O CORAÇÃO DA AMAZÔNIA: “AÇÃO” E EMOÇÃO " * 20,
        "Âm nhạc Việt Nam: “TÂM” — «LÂ°» " * 20,
        "Ä…Ã³Å‚ " + RUSSIAN * 3,  # an article that quotes such text
    ],
)
def test_text_that_was_encoded_once_stays_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text
