from cjkit.reports.styles import with_shared_styles


def test_a_style_said_twice_is_said_once():
    page = '<style>a{}</style><i style="top:0">1</i><i style="top:0">2</i><i style="left:0">3</i>'
    assert with_shared_styles(page) == (
        '<style>a{}.s1{top:0}</style><i class="s1">1</i><i class="s1">2</i><i style="left:0">3</i>'
    )


def test_an_element_keeps_the_class_it_has():
    page = '<style></style><p class="x" style="top:0"></p><p style="top:0"></p>'
    assert '<p class="x s1"></p><p class="s1"></p>' in with_shared_styles(page)


def test_the_data_of_a_picture_stay_as_they_are():
    spec = '<script type="application/json">{"a": "style=", "b":" style="}</script>'
    page = f"<style></style>{spec}{spec}"
    assert with_shared_styles(page) == page
