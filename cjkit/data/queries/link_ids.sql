-- The customers of a source, by the id as it stands in the files, with what its rows declare.
create temp table {ids} as
select id, normal_id(id) as key{declared}
from {judged}
where failed = 0 and id is not null
group by id
