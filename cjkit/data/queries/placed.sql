-- The touchpoints, stages and personas that rows of each source got; stages where a row entered one.
select source, 'touchpoint' as kind, touchpoint as id
from events where touchpoint is not null group by source, touchpoint
union
select source, 'stage' as kind, stage as id
from events where entered group by source, stage
union
select source, 'persona' as kind, persona as id
from events where persona is not null group by source, persona
union
select source, 'touchpoint' as kind, touchpoint as id
from answers where touchpoint is not null group by source, touchpoint
union
select source, 'persona' as kind, persona as id
from answers where persona is not null group by source, persona
union
select source, 'touchpoint' as kind, touchpoint as id
from counts where touchpoint is not null group by source, touchpoint
order by source, kind, id
