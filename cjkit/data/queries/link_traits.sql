-- What the sources of customers say of one customer: the persona by traits, what was declared, and
-- which conditions on traits are met.
select {persona} as by_traits, {declared_persona} as declared_persona,
  {declared_group} as declared_group, {met} as met, to_json({attributes})::varchar as attributes
from (select normal_id($customer::varchar) as key) one
left join merged m on m._key = one.key
