-- The persona is the first whose traits the customer has, else the declared one.
create temp table customers_out as
with merged as (
  select normal_id(id) as _key,
    first(declared_group order by place) filter (where declared_group is not null) as _group,
    first(declared_persona order by place) filter (where declared_persona is not null)
      as _persona{attributes}
  from ({customers})
  group by _key
),
said as (
  select key, arg_max(persona, seen) filter (where persona > 0) as persona,
    arg_max("group", seen) filter (where "group" > 0) as "group"
  from ({declared}) group by key
),
recognised as (
  select p.key, p.customer,
    coalesce({persona}, {declared_persona}, s.persona, 0) as persona_number,
    coalesce({declared_group}, s."group", 0) as declared_number
  from people p left join merged m on m._key = p.key left join said s on s.key = p.key
)
select key, customer, persona_number,
  coalesce(nullif(($persona_group_numbers::int[])[persona_number], 0), declared_number)
    as group_number
from recognised
