-- What the sources gather in, and what becomes of their rows.
create temp table files (source varchar, file int, name varchar, sha256 varchar, bytes bigint);
create temp table consenting (source varchar, purpose varchar, key varchar, since timestamp);
create temp table rejected_rows (
  source varchar, file int, "row" bigint, "column" varchar, value varchar, reason varchar
);
create temp table unplaced_rows (
  source varchar, file int, reason varchar, touchpoint_number int, fields varchar, "rows" bigint
);
create temp table tally (
  source varchar, file int, read bigint, rejected bigint, without_consent bigint
);
create temp table questions (
  question int, name varchar, instrument varchar, scale_low double, scale_high double,
  whole_journey boolean, touchpoint int, stage int
);
create temp table codes (kind varchar, number int, id varchar);
