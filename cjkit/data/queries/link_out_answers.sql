select coalesce(c.customer, a.respondent) as customer, a.at,
  (a.at at time zone 'UTC' at time zone $zone)::date as day, a.source, a.instrument,
  a.name as question, ($touchpoints::varchar[])[a.touchpoint_number] as touchpoint,
  ($stages::varchar[])[a.stage_number] as stage, c.persona, c.customer_group, a.raw_score,
  a.scale_low, a.scale_high,
  4 * (a.raw_score - a.scale_low) / nullif(a.scale_high - a.scale_low, 0) - 2 as emotion,
  a.weight, a.text_id
from answers_placed a
left join customers_out c using (id)
where not a.is_unplaced and a.raw_score is not null
order by customer, a.at, a.source, a.file, a."row", a.question
