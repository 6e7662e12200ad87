-- Every measured evidence row carries the SQL that recomputes it.
select claim_id, definition_id, moment
from claim_evidence
where measured is not null and sql is null
