"""Tests that JSON with the usual errors of templates is read."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.loose_json import read_json_values

MAX_SECONDS = 5  # of processor time, for about a megabyte
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1};', [{"a": 1}]),
        ('{"a": 1,}', [{"a": 1}]),
        ('{"a": [1, 2,],}', [{"a": [1, 2]}]),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1},\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": "Мост "Сосновский" открыт"}', [{"a": 'Мост "Сосновский" открыт'}]),
        ('{"a": "Мост "Сосновский", что у пристани", "b": 2}',
         [{"a": 'Мост "Сосновский", что у пристани', "b": 2}]),
        ('{"a": "ООО "Заря"", "b": ["Клуб "Луч"", "x"]}',
         [{"a": 'ООО "Заря"', "b": ['Клуб "Луч"', "x"]}]),
        ('{"a": "it\\\'s"}', [{"a": "it's"}]),
        ('{"a": "одна\nстрока"}', [{"a": "одна\nстрока"}]),
        ("{&quot;a&quot;: &quot;б&quot;}", [{"a": "б"}]),
        ("{&amp;quot;a&amp;quot;: &amp;quot;б&amp;quot;}", [{"a": "б"}]),
        ('{"a": "б", "b": "обрыв', [{"a": "б", "b": "обрыв"}]),
        ('var x = {"a": true};', [{"a": True}]),
        ('{"a": "\\u0431\\n"', [{"a": "б\n"}]),
        ("", []),
        ("no json", []),
    ],
)  # fmt: skip
def test_usual_errors_of_json_are_repaired(text: str, expected: list[object]) -> None:
    assert read_json_values(text) == expected


@given(JSON_VALUES)
def test_valid_json_is_read_as_the_standard_library_reads_it(value: object) -> None:
    assert read_json_values(json.dumps(value, ensure_ascii=False)) == [value]


@given(st.text(alphabet='{}[]",:\\ \nab1', max_size=400))
def test_any_text_is_read_as_a_list_of_values(text: str) -> None:
    assert isinstance(read_json_values(text), list)


@pytest.mark.parametrize("piece", ['{"a":', "[", '"', '{"a"'])
def test_hostile_text_takes_bounded_time(piece: str) -> None:
    text = piece * 200_000
    began = time.process_time()
    read_json_values(text)
    assert time.process_time() - began < MAX_SECONDS
