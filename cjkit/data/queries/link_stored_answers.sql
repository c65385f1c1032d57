-- The answers of a row, as they are in the linked store.
select customer, "at", question, persona, customer_group
from {answers}
where source = $source and file = $file and "row" = $row
order by question
