insert into tally
select $source, f.file, coalesce(j.read, 0), coalesce(j.rejected, 0), coalesce(j.without_consent, 0)
from files f
left join (
  select file, count(*) as read, count(*) filter (where failed > 0) as rejected,
    count(*) filter (where failed < 0) as without_consent
  from {judged} group by file
) j on j.file = f.file
where f.source = $source
