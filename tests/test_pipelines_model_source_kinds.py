"""Tests which kind of source an address or a credited name suggests."""

import pytest

from pipelines.model import SourceKind, kind_of_address, kind_of_name

ADDRESSES = {
    "https://penzanews.ru/": "outlet",
    "https://governor-times.example/": "outlet",
    "https://tass.ru/": "agency",
    "https://www.tatar-inform.ru/news": "agency",
    "https://nottass.ru/": "outlet",
    "https://58.mvd.rf.example/": "outlet",
    "https://58.xn--b1aew.xn--p1ai/": "official",
    "https://penza.gov.ru/": "official",
    "https://www.gov.spb.ru/": "official",
    "https://www.gov.kz/memleket": "official",
    "https://epp.genproc.gov.ru/web/proc_58": "official",
    "https://t.me/penza_live": "channel",
    "https://penza_live.t.me/": "channel",
    "https://[bad/": "outlet",
}
NAMES = {
    "ТАСС": "agency",
    "РИА Новости": "agency",
    "РИА «ПензаНьюс»": "outlet",
    "Интерфакс-Поволжье": "agency",
    "Reuters": "agency",
    "Судак сегодня": "outlet",
    "Пензенская правда": "outlet",
    "Думские ведомости": "outlet",
    "пресс-служба УМВД по Пензенской области": "official",
    "Прокуратура Кузнецка": "official",
    "СУ СК России по региону": "official",
    "прес-служба ДСНС": "official",
    "Council press office": "official",
    "Telegram-канал «Пенза Live»": "channel",
    "телеграм-канал губернатора": "channel",
    "газета «Полиция области»": "outlet",
    "Радио «Губернатор ФМ»": "outlet",
    "журнал «Муниципальное управление»": "outlet",
    "телерадиокомпания «Мэрия»": "outlet",
    "Council Bluffs Daily Nonpareil": "outlet",
    "Управление радиационной безопасности": "official",
    "администрация Тверской области": "official",
    "пресс-служба телеканала и мэрии": "official",
    "Управление по делам компаний": "official",
    "": "outlet",
}


@pytest.mark.parametrize(("url", "kind"), ADDRESSES.items())
def test_the_host_of_an_address_suggests_a_kind(url: str, kind: str) -> None:
    assert kind_of_address(url) is SourceKind(kind)


@pytest.mark.parametrize(("name", "kind"), NAMES.items())
def test_the_words_of_a_name_suggest_a_kind(name: str, kind: str) -> None:
    assert kind_of_name(name) is SourceKind(kind)
