-- What the map names and the data know: touchpoints, stages entered by a rule, personas.
with placed as (
  select touchpoint, stage, entered from events
  union all
  select touchpoint, stage, false from answers
  union all
  select touchpoint, stage, false from counts
)
select distinct 'touchpoint' as kind, touchpoint as id from placed where touchpoint is not null
union all
select distinct 'entered', stage from placed where entered and stage is not null
union all
select distinct 'persona', persona from customers where persona is not null
order by kind, id
