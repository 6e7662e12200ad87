-- The evidence of a claim, with all its columns.
select *
from claim_evidence
where claim_id = $claim
order by moment desc, position
