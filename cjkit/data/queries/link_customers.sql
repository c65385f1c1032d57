-- The persona is the first whose traits the customer has, else the declared one.
create temp table customers_out as
with merged as (
  select id,
    first(declared_group order by place) filter (where declared_group is not null)
      as declared_group,
    first(declared_persona order by place) filter (where declared_persona is not null)
      as declared_persona{attributes}
  from customer_rows
  group by id
),
recognised as (
  select p.id, p.customer,
    coalesce({persona}, nullif(list_position($persona_ids::varchar[], lower(declared_persona)), 0),
      nullif(list_position($persona_names::varchar[], lower(declared_persona)), 0)) as persona_number,
    coalesce(nullif(list_position($group_ids::varchar[], lower(declared_group)), 0),
      nullif(list_position($group_names::varchar[], lower(declared_group)), 0)) as group_number
  from people p
  left join merged using (id)
)
select id, customer, persona_number,
  ($persona_ids::varchar[])[persona_number] as persona,
  coalesce(
    ($persona_groups::varchar[])[persona_number], ($group_ids::varchar[])[group_number]
  ) as customer_group
from recognised
