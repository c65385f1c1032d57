"""The whole map as a workbook, for people who never open YAML, and back.

`layout` reads off the model which sheets and columns there are, `cells` turns values into what
stands in a cell and back, `writing` and `reading` do the rest.
"""
