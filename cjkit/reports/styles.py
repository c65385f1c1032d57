"""The styles of a page, each written once.

A figure carries its look inline, because a notebook that is not trusted strips all else. A page has
a style sheet, and says there once what its figures repeat some ten thousand times.
"""

import re
from collections import Counter

_STYLED = re.compile(r'<script.*?</script>|(?: class="([^"]*)")? style="([^"]*)"', re.DOTALL)


def with_shared_styles(page: str) -> str:
    """Give a page whose repeated inline styles are classes of its style sheet.

    A style that stands once stays where it is. Text never looks like a style: its quotation marks
    are escaped.

    >>> page = '<style></style><b style="top:0">a</b><b class="x" style="top:0">b</b>'
    >>> with_shared_styles(page)
    '<style>.s1{top:0}</style><b class="s1">a</b><b class="x s1">b</b>'
    """
    counts = Counter(style for _, style in _STYLED.findall(page) if style)
    often = [style for style, count in counts.most_common() if count > 1]
    names = {style: f"s{number}" for number, style in enumerate(often, 1)}

    def shared(found: re.Match[str]) -> str:
        given, style = found.groups()
        if style not in names:
            return found[0]
        return f' class="{given} {names[style]}"' if given else f' class="{names[style]}"'

    rules = "\n".join(f".{name}{{{style}}}" for style, name in names.items())
    return _STYLED.sub(shared, page).replace("</style>", f"{rules}</style>", 1)
