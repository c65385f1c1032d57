select coalesce(a.customer, a.respondent)::int as customer, a.at, {day} as day, a.source,
  a.instrument, a.name as question, ($touchpoints::varchar[])[a.asked_touchpoint] as touchpoint,
  ($stages::varchar[])[a.asked_stage] as stage, ($persona_ids::varchar[])[a.persona_number] as persona,
  ($group_ids::varchar[])[a.group_number] as customer_group, a.raw_score, a.scale_low, a.scale_high,
  4 * (a.raw_score - a.scale_low) / nullif(a.scale_high - a.scale_low, 0) - 2 as emotion,
  a.weight, a.text_id
from answers_placed a
where not a.is_unplaced and a.raw_score is not null
order by customer, a.at, a.source, a.file, a."row", a.question
