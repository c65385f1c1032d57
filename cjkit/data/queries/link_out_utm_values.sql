-- The values of the UTM fields and how many rows have them, so that spellings can be compared.
-- A value with an @ may name a person and is left out; of a field the thousand most frequent stay.
with tracked as (
  select source, utm_source, utm_medium, utm_campaign, utm_term, utm_content, utm_id from event_rows
  union all
  select source, utm_source, utm_medium, utm_campaign, utm_term, utm_content, utm_id from answer_rows
  union all
  select source, utm_source, utm_medium, utm_campaign, utm_term, utm_content, utm_id from count_rows
),
counted as (
  select source, count(*) as "rows",
    case
      when grouping(utm_source) = 0 then 'utm_source'
      when grouping(utm_medium) = 0 then 'utm_medium'
      when grouping(utm_campaign) = 0 then 'utm_campaign'
      when grouping(utm_term) = 0 then 'utm_term'
      when grouping(utm_content) = 0 then 'utm_content'
      else 'utm_id'
    end as field,
    coalesce(utm_source, utm_medium, utm_campaign, utm_term, utm_content, utm_id) as value
  from tracked
  where coalesce(utm_source, utm_medium, utm_campaign, utm_term, utm_content, utm_id) is not null
  group by grouping sets (
    (source, utm_source), (source, utm_medium), (source, utm_campaign),
    (source, utm_term), (source, utm_content), (source, utm_id)
  )
)
select source, field, value, "rows"
from counted
where value is not null and not contains(value, '@')
qualify row_number() over (partition by source, field order by "rows" desc, value) <= 1000
order by source, field, "rows" desc, value
