"""The formats of `check`: an explicit table, one module a format with one function `rendered(report)`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "text",
        "json": "contract",
        "github": "github",
        "gitlab": "gitlab",
        "azure": "azure",
        "sarif": "sarif",
        "junit": "junit",
        "markdown": "markdown",
    }
)
"""Each format and the module of this package that writes it; only the one that is asked for is imported."""
