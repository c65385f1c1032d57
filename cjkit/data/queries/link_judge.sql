-- Consent first: of rows without it nothing is kept. Then the contract, with the number of the
-- first check that a row breaks, 0 for none. Of a row that cannot be split nothing is known, so it
-- is rejected, and nothing but its number is kept either.
create or replace temp table judged as
with identified as (
  select *, {id} as id from raw
),
usable as (
  select *, broken or ({consent}) as usable from identified
),
valued as (
  select *{typed} from usable where usable
),
checked as (
  select *, case {breaks} else 0 end as first_broken from valued
)
select *, case when first_broken = 0 and {again} then {duplicate} else first_broken end as failed
from checked
