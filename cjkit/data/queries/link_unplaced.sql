-- Events whose touchpoint is known but whose stage is not: the customer had entered none before.
create temp table unstaged as
with events as ({events}),
waiting as (select * from events where stage_number = 0),
entries as (
  select customer, min({'at': "at", 'tie': tie}) as first_entry
  from events where entered and customer in (select customer from waiting)
  group by customer
)
select w.source_number, w.file, w."row"
from waiting w left join entries e using (customer)
where e.first_entry is null or {'at': w."at", 'tie': w.tie} < e.first_entry
