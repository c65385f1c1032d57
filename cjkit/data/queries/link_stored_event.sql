-- The event of a row, as it is in the linked store.
select customer, "at", event_id, {persona} as persona, customer_group
from {events}
where source = $source and file = $file and "row" = $row
