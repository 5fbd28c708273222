"""Hostile pages of very many parts, or of deeply nested parts."""

from tests.hostile_building import SENTENCE, article, page

# size in many small parts


@page
def one_tag_with_25_000_attributes() -> bytes:
    attributes = " ".join(f'data-a{n}="{n}"' for n in range(25_000))
    return article(f"<div {attributes}>x</div>")


@page
def forty_thousand_paragraphs() -> bytes:
    return article("<p>абзац" * 40_000)


@page
def two_hundred_thousand_line_breaks() -> bytes:
    return article("<br>" * 200_000)


@page
def five_thousand_dates() -> bytes:
    return article("".join(f"<p>Опубликовано {n % 28 + 1} мая 2024 года" for n in range(5_000)))


@page
def fifty_thousand_links() -> bytes:
    return article("".join(f'<a href="/{n}">ссылка</a>' for n in range(50_000)))


@page
def two_hundred_thousand_entities() -> bytes:
    return article("&amp;&nbsp;&#1078;&bogus;" * 50_000)


@page
def hundred_thousand_comments() -> bytes:
    return article("<!-- x -->" * 100_000)


@page
def thirty_thousand_time_elements() -> bytes:
    return article("".join(f'<time datetime="2024-05-0{n % 9 + 1}">' for n in range(30_000)))


@page
def twenty_thousand_meta_tags() -> bytes:
    meta = '<meta property="article:published_time" content="2024-05-01T10:00:00+03:00">'
    return article(head=meta * 20_000)


@page
def thousands_of_images() -> bytes:
    return article('<figure><img src="/a.jpg"><figcaption>Фото</figcaption></figure>' * 15_000)


@page
def a_table_of_thousands_of_cells() -> bytes:
    return article("<table>" + ("<tr>" + "<td>1" * 30) * 1_500 + "</table>")


@page
def a_list_of_thousands_of_items() -> bytes:
    return article("<ul>" + "<li>пункт" * 40_000 + "</ul>")


@page
def one_paragraph_of_two_megabytes() -> bytes:
    return article("<p>" + SENTENCE * 12_000)


@page
def one_word_of_a_million_letters() -> bytes:
    return article("<p>" + "ы" * 1_000_000)


@page
def one_line_of_a_million_spaces() -> bytes:
    return article("<p>" + " " * 1_000_000 + "конец")


@page
def a_headline_of_a_megabyte() -> bytes:
    return article(head=f"<meta property=og:title content='{'Мост ' * 200_000}'>")


@page
def digits_without_end() -> bytes:
    return article("<p>" + "1234567890" * 100_000 + "<p>" + "12.05." * 50_000)


@page
def punctuation_without_end() -> bytes:
    return article("<p>" + "." * 300_000 + "<p>" + "—" * 100_000 + "<p>" + "«" * 100_000)


@page
def commas_and_names_without_end() -> bytes:
    return article(f"<p class=author>Автор: {'Иван Иванов, ' * 40_000}")


@page
def colons_in_times_without_end() -> bytes:
    return article("<p>" + "12:30 " * 100_000 + "<p>" + "сегодня в " * 50_000)


# depth


@page
def divs_5_000_deep() -> bytes:
    return article(around=("<div>" * 5_000, "</div>" * 5_000))


@page
def spans_100_000_deep() -> bytes:
    return article("<span>" * 100_000 + "глубоко" + "</span>" * 100_000)


@page
def tables_2_000_deep() -> bytes:
    return article("<table><tr><td>" * 2_000 + "глубоко")


@page
def lists_3_000_deep() -> bytes:
    return article("<ul><li>" * 3_000 + "глубоко")


@page
def fonts_never_closed() -> bytes:
    return article("<b><i><u><font>" * 10_000)


@page
def wrongly_nested_formatting() -> bytes:
    return article("<b><p><i></b></p></i>" * 10_000)


@page
def frames_and_templates_nested() -> bytes:
    return article("<template><iframe><noscript><svg><math>" * 2_000)
