select f.source, f.name as file, f.sha256, f.bytes,
  ($collected_by::varchar[])[list_position($sources::varchar[], f.source)] as collected_by,
  ($mappings::varchar[])[list_position($sources::varchar[], f.source)] as mapping
from files f
order by f.source, file
