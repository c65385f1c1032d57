-- Events whose touchpoint is known but whose stage is not: the customer had entered none before.
create temp table unstaged as
with events as ({events}),
ordered as (select *, row("at", {words}) as moment from events),
waiting as (select * from ordered where {waits}),
entries as (
  select customer, min(moment) as first_entry
  from ordered where {entered} and customer in (select customer from waiting)
  group by customer
)
select {source}::int as source_number, {file}::int as file, {row}::bigint as "row"
from waiting w left join entries e using (customer)
where e.first_entry is null or w.moment < e.first_entry
