-- One row a customer: of what the sources of customers say, the first that says something.
create temp table merged as
select normal_id(id) as _key,
  first(declared_group order by place) filter (where declared_group is not null) as _group,
  first(declared_persona order by place) filter (where declared_persona is not null)
    as _persona{attributes}
from ({customers})
group by _key
