-- Rows that could be judged, how many broke the contract, and the most frequent way to break it.
select
  (select sum(read - without_consent) from tally where source = $source)::bigint as judged,
  (select sum(rejected) from tally where source = $source)::bigint as rejected,
  r.reason, r."column", f.name, min(r."row")::bigint, arg_min(r.value, r."row")
from rejected_rows r
join files f on f.source = r.source and f.file = r.file
where r.source = $source
group by r.reason, r."column", f.name
order by count(*) desc, r.reason, r."column", f.name
limit 1
