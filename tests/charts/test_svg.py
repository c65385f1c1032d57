from cjkit.charts.svg import lighter

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


def test_what_all_parts_share_is_said_once():
    parts = '<text fill="red" y="1">a</text><text fill="red" y="2">b</text>'
    assert lighter(SVG.format(f'<g x="1">{parts}</g><path d="M1,1"/>')) == SVG.format(
        '<g x="1" fill="red"><text y="1">a</text><text y="2">b</text></g><path d="M1,1" />'
    )


def test_what_differs_stays_where_it_is():
    drawn = SVG.format('<g x="1"><text fill="red">a</text><text fill="blue">b</text></g>')
    assert lighter(drawn) == drawn


def test_nothing_stays_of_what_is_not_drawn():
    hidden = '<path d="M1,1" display="none"/><path class="background" d="M0,0h0v0h0Z"/><g/>'
    assert lighter(SVG.format(f'{hidden}<path class="line" d="M1,1.00049"/>')) == SVG.format(
        '<path d="M1,1" />'
    )


def test_words_of_a_client_are_left_alone():
    said = SVG.format('<text>class="x" 1.23456 &lt;g&gt;</text>')
    assert lighter(said) == said
