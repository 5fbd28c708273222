"""An English text for people, which keeps its parts so that it can be translated later."""

from typing import Self


class Message(str):
    """A text with named values put in; as a ``str`` it is English.

    ``template`` is the text in the catalogues of translations, such as ``There is no story
    %(id)s``, and ``values`` are put into its translation. Babel finds each call of this class in
    the code.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        message = super().__new__(cls, template % values if values else template)
        message.template = template
        message.values = values
        return message

    def with_values(self, **values: object) -> "Message":
        """Return the same text with these values put in."""
        return Message(self.template, **values)
