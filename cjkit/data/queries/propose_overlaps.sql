-- Which share of one source's customers is in another source.
select a.draft, b.draft, count(*) / first(s.n)
from people as a
join people as b on a.id = b.id and a.draft <> b.draft
join (select draft, count(*) as n from people group by draft) as s on s.draft = a.draft
group by a.draft, b.draft
