"""Tests which addresses are those of Telegram channels and their posts."""

import pytest

from pipelines.parsing.channels import (
    channel_address,
    channel_of_handle,
    name_and_number,
    preview_address_of,
    preview_name,
    single_post_address,
)


@pytest.mark.parametrize(
    "url",
    ["https://t.me/penza", "https://t.me/s/Penza", "http://telegram.me/penza/", "https://penza.t.me",
     "https://telegram.dog/s/penza", "https://www.t.me/penza"],
)  # fmt: skip
def test_a_channel_has_several_addresses_and_one_preview(url: str) -> None:
    channel = channel_address(url)
    assert channel is not None
    assert channel.number is None
    assert channel.preview.lower() == "https://t.me/s/penza"


@pytest.mark.parametrize(
    "url",
    ["https://t.me/", "https://t.me/+AbCdEf", "https://t.me/joinchat/AbCdEf", "https://t.me/c/12/3",
     "https://t.me/addstickers/Cats", "https://t.me/abc", "https://t.me/1penza", "https://t.me/s/",
     "https://t.me/penza/about", "https://t.me/penza/0", "https://t.me:8443/penza",
     "https://not.example/penza", "https://evil-t.me/penza", "https://a.b.t.me/penza", "http://[",
     "https://t.me/share/url?url=x"],
)  # fmt: skip
def test_other_addresses_lead_to_no_channel(url: str) -> None:
    assert channel_address(url) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("@penza_news", "penza_news"), (" @Penza ", "Penza"), ("penza", None), ("@a", None),
     ("@пенза", None), ("penza@mail.example", None), ("https://t.me/@penza", "penza"),
     ("tg://resolve?domain=penza&post=7", "penza"), ("https://web.telegram.org/k/#@penza", "penza"),
     ("https://paper.example/#@penza", None)],
)  # fmt: skip
def test_a_handle_names_a_channel(text: str, name: str | None) -> None:
    channel = channel_of_handle(text)
    assert (channel.name if channel else None) == name


def test_the_number_of_a_post_ends_its_address_on_any_host() -> None:
    assert name_and_number("/tg/Penza/12") == name_and_number("Penza/12") == ("Penza", 12)
    assert name_and_number("/penza/12a") is None
    assert name_and_number("/12") is None


def test_previews_are_found_on_any_host() -> None:
    assert preview_name("http://127.0.0.1:8080/tg/s/penza?before=9") == "penza"
    assert preview_name("http://127.0.0.1:8080/penza") is None
    preview = preview_address_of("http://mirror.example/tg/penza")
    assert preview == "http://mirror.example/tg/s/penza"
    single_post = single_post_address("http://a.example/penza/9")
    assert single_post == "http://a.example/penza/9?embed=1&mode=tme"
