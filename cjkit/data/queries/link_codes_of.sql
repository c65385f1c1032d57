-- What stands for the customers of a source in its events.
create temp table {coded} as
select i.id, c.customer, c.persona_number, c.group_number
from {ids} i join customers_out c using (key)
