-- What the rows of all sources gather in, and what becomes of them.
create temp table files (source varchar, file int, name varchar, sha256 varchar, bytes bigint);
create temp table tally (
  source varchar, file int, read bigint, rejected bigint, without_consent bigint
);
create temp table rejected_rows (
  source varchar, file int, "row" bigint, "column" varchar, value varchar, reason varchar
);
create temp table event_rows (
  file int, "row" bigint, id varchar, "at" timestamp, event_id varchar, value double, {fields}
);
create temp table answer_rows (
  file int, "row" bigint, id varchar, "at" timestamp, weight double, text_id varchar, value double,
  {fields}
);
create temp table answer_scores (
  source varchar, file int, "row" bigint, question int, raw_score double
);
create temp table count_rows (
  file int, "row" bigint, "at" timestamp, value double, {fields}
);
create temp table count_values (
  source varchar, file int, "row" bigint, metric varchar, value double
);
create temp table customer_rows (
  file int, "row" bigint, source varchar, place int, id varchar,
  declared_group varchar, declared_persona varchar{attributes}
);
create temp table questions (
  question int, name varchar, instrument varchar, scale_low double, scale_high double,
  whole_journey boolean, touchpoint int, stage int
);
