"""Sets up Jinja's extension for translated texts, as all templates of this folder need it."""

from jinja2 import Environment
from jinja2.ext import InternationalizationExtension


def set_up_translations(environment: Environment) -> None:
    """Let templates use ``{% trans %}`` and ``_()``.

    The functions of a language (``Language.functions``) are a part of the context of each page.
    """
    environment.add_extension(InternationalizationExtension)
    environment.policies["ext.i18n.trimmed"] = True  # a text may be in several lines
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
