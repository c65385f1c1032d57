insert into tally
select f.source, f.file,
  coalesce(r.read, 0),
  coalesce(j.rejected, 0),
  coalesce(r.read, 0) - coalesce(j.usable, 0)
from files f
left join (select file, count(*) as read from raw group by file) r on r.file = f.file
left join (
  select file, count(*) as usable, count(*) filter (where failed > 0) as rejected
  from judged group by file
) j on j.file = f.file
where f.source = $source
