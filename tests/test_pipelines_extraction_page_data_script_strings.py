"""Tests the string literals of scripts, and the JSON that scripts decode from them."""

import pytest

from pipelines.extraction.page_data.script_strings import encoded_values, string_runs

TEXT = "На складе потушили пожар, сообщили в управлении МЧС."


@pytest.mark.parametrize(
    "script",
    [
        f'x = "{TEXT}"',
        f"x = '{TEXT}'",
        f"x = `{TEXT}`",
        f"x = '{TEXT[:-1]}\\x2e'",
        f"x = '{TEXT[:-1]}\\u{{2e}}'",
        f"// it's a comment\nx = '{TEXT}'",
    ],
)
def test_a_string_is_read_in_any_quotation_marks(script: str) -> None:
    assert [text for run in string_runs(script) for text in run] == [TEXT]


def test_an_apostrophe_is_escaped_in_single_quotation_marks_only() -> None:
    script = "x = '" + 'Об\\\'єкт «"А"» відкрили, повідомили в міській раді.' + "'"
    assert list(string_runs(script)) == [['Об\'єкт «"А"» відкрили, повідомили в міській раді.']]


def test_an_unclosed_string_is_no_text() -> None:
    assert list(string_runs(f'x = "{TEXT}')) == []


@pytest.mark.parametrize(
    ("script", "run"),
    [
        (f"x = {{name: 'Склад потушен', html: '{TEXT}'}}", ["Склад потушен", TEXT]),
        (
            f"f('1', 'Склад потушен', '{TEXT}', 'в пятницу утром', '{TEXT}')",
            ["Склад потушен", TEXT, TEXT],
        ),
        (
            f"f({', '.join(repr(f'Заголовок {number}') for number in range(5))}, '{TEXT}')",
            ["Заголовок 2", "Заголовок 3", "Заголовок 4", TEXT],
        ),
        (f"x = 'Склад потушен'; {'y();' * 40} z = '{TEXT}'", [TEXT]),
    ],
)
def test_short_strings_right_above_a_long_one_may_be_its_title(script: str, run: list[str]) -> None:
    assert run in list(string_runs(script))


@pytest.mark.parametrize("before", ["var quote = /'/g;", "/* don`t */", "/* it's */", "a = `${b}"])
def test_an_odd_quotation_mark_hides_no_string_in_double_ones(before: str) -> None:
    assert [TEXT] in list(string_runs(f'{before} x = "{TEXT}";'))


@pytest.mark.parametrize(
    "script",
    [
        """x = JSON.parse('{"a": "b\\\\nc"}')""",
        r"""x = JSON.parse("{\"a\": \"b\\nc\"}")""",
        """x = JSON.parse(decodeURIComponent("%7B%22a%22%3A%20%22b%5Cnc%22%7D"))""",
        "x = JSON.parse(atob('eyJhIjogImJcbmMifQ=='))",
        """x = JSON.parse(unescape("%7B%22a%22%3A%20%22%u0062%5Cnc%22%7D"))""",
    ],
)
def test_encoded_json_is_decoded(script: str) -> None:
    assert list(encoded_values(script)) == [{"a": "b\nc"}]


@pytest.mark.parametrize("script", ["JSON.parse('{", "JSON.parse('{' * 9)", "atob('eyJ!')"])
def test_what_is_no_json_gives_no_value(script: str) -> None:
    assert list(encoded_values(script * 1000)) == []
